package io.descentry.it.registry;

import static io.descentry.it.registry.RegistryUnderTest.newSubject;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.it.registry.RawRegistry.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Deleting softly and for good. */
interface DeletionContract extends RegistryUnderTest {

    @Test
    default void aSubjectIsHiddenFirstAndGoneLater() throws Throwable {
        String subject = newSubject();
        int id = registered(subject, INT_FIELD);
        registered(subject, RegistryUnderTest.record());

        refusedOutOfOrder(registry().delete("/subjects/" + subject + "?permanent=true"), 40405);
        assertThat(registry().delete("/subjects/" + subject).body()).hasToString("[1,2]");
        assertThat(registry().delete("/subjects/" + subject).code()).isEqualTo(40404);
        assertThat(subjects("")).doesNotContain(subject);
        assertThat(subjects("?deleted=true")).contains(subject);
        assertThat(registry().get("/subjects/" + subject + "/versions").code()).isEqualTo(40401);
        assertThat(registry()
                        .get("/subjects/" + subject + "/versions?deleted=true")
                        .body())
                .hasToString("[1,2]");
        // Records written with it are still about.
        assertThat(registry().get("/schemas/ids/" + id).status()).isEqualTo(200);

        assertThat(registry().delete("/subjects/" + subject + "?permanent=true").body())
                .hasToString("[1,2]");
        assertThat(subjects("?deleted=true")).doesNotContain(subject);
        assertThat(registry().delete("/subjects/" + subject).code()).isEqualTo(40401);
    }

    @Test
    default void aVersionIsHiddenFirstAndGoneLater() throws Throwable {
        String subject = newSubject();
        registered(subject, INT_FIELD);
        registered(subject, RegistryUnderTest.record());
        String first = "/subjects/" + subject + "/versions/1";

        refusedOutOfOrder(registry().delete(first + "?permanent=true"), 40407);
        assertThat(registry().delete(first).body()).hasToString("1");
        refusedOutOfOrder(registry().delete(first), 40406);
        assertThat(registry().get("/subjects/" + subject + "/versions").body()).hasToString("[2]");
        assertThat(registry().get(first).code()).isEqualTo(40402);
        assertThat(registry().delete(first + "?permanent=true").body()).hasToString("1");
        assertThat(registry()
                        .get("/subjects/" + subject + "/versions?deleted=true")
                        .body())
                .hasToString("[2]");
    }

    @Test
    default void whatComesBackAfterASoftDeletionHasItsOldIdAndANewVersion() {
        String subject = newSubject();
        int id = registered(subject, INT_FIELD);
        registry().delete("/subjects/" + subject);

        assertThat(registered(subject, INT_FIELD)).isEqualTo(id);
        assertThat(registry().get("/subjects/" + subject + "/versions").body()).hasToString("[2]");
    }

    @Test
    default void whatOthersReferToStays() {
        String base = newSubject();
        registered(base, INT_FIELD);
        String user = newSubject();
        Answer using = registry()
                .post(
                        "/subjects/" + user + "/versions",
                        RawRegistry.schema("{\"type\":\"array\",\"items\":\"contract.R\"}", "contract.R", base, 1));
        assertThat(using.status()).as("%s", using.body()).isEqualTo(200);
        RegistryUnderTest.assertRefused(registry().delete("/subjects/" + base + "/versions/1"), 422, 42206);
        RegistryUnderTest.assertRefused(registry().delete("/subjects/" + base), 422, 42206);
    }

    private void refusedOutOfOrder(Answer answer, int code) throws Throwable {
        assertThat(answer.code()).as("%s", answer.body()).isEqualTo(code);
        unlessDeclared(
                Difference.STATUS_OF_DELETIONS_OUT_OF_ORDER,
                () -> assertThat(answer.status()).isEqualTo(404));
    }

    private List<String> subjects(String query) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : registry().get("/subjects" + query).body()) {
            names.add(name.asText());
        }
        return names;
    }
}
