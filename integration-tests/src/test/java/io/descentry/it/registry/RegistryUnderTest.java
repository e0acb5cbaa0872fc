package io.descentry.it.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.it.registry.RawRegistry.Answer;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A running registry, and the ways in which it is known to differ from Confluent's. */
interface RegistryUnderTest {

    String INT_FIELD = record("{\"name\":\"x\",\"type\":\"int\"}");

    /** Base address. */
    String url();

    /** Checked both ways: a difference that is declared and no longer there fails its test. */
    Set<Difference> differences();

    default RawRegistry registry() {
        return new RawRegistry(url());
    }

    /** Holds on every registry that does not declare to differ here. */
    default void unlessDeclared(Difference difference, ThrowingCallable rule) throws Throwable {
        if (differences().contains(difference)) {
            assertThatThrownBy(rule)
                    .as("%s is declared, but this registry does as Confluent's", difference)
                    .isInstanceOf(AssertionError.class);
        } else {
            rule.call();
        }
    }

    /** A subject that no other test uses. */
    static String newSubject() {
        return "s-" + UUID.randomUUID();
    }

    /** A record type with these fields. */
    static String record(String... fields) {
        return "{\"type\":\"record\",\"name\":\"R\",\"namespace\":\"contract\",\"fields\":[" + String.join(",", fields)
                + "]}";
    }

    /** Registers a schema that nothing speaks against. */
    default int registered(String subject, String schema) {
        Answer answer = registry().post("/subjects/" + subject + "/versions", RawRegistry.schema(schema));
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body().path("id").asInt();
    }

    static void assertRefused(Answer answer, int status, int code) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.code()).as("%s", answer.body()).isEqualTo(code);
        assertThat(answer.body().path("message").asText()).isNotBlank();
    }
}
