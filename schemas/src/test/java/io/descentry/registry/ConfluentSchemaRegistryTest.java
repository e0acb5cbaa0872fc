package io.descentry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ConfluentSchemaRegistryTest extends SchemaRegistryContract {

    @Override
    Map<String, String> configs() {
        return Map.of(
                "max.retries", "2",
                "retries.wait.ms", "1",
                "http.connect.timeout.ms", "500",
                "http.read.timeout.ms", "500");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503})
    void aPassingFaultIsTriedAgain(int status) throws Exception {
        stub.script.add(new StubRegistry.Scripted(status, ""));
        stub.script.add(new StubRegistry.Scripted(status, "<html>"));
        assertThat(registry.register(SUBJECT, TEXT)).isPositive();
        assertThat(stub.requests).hasSize(3);
    }

    @Test
    void retriesEnd() {
        for (int i = 0; i < 10; i++) {
            stub.script.add(new StubRegistry.Scripted(503, ""));
        }
        assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(SchemaRegistryException.Unavailable.class);
        assertThat(stub.requests).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 409, 422})
    void anAnswerIsNotAskedForAgain(int status) {
        stub.script.add(new StubRegistry.Scripted(status, "{}"));
        assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(SchemaRegistryException.class);
        assertThat(stub.requests).hasSize(1);
    }

    @Test
    void anAnswerThatIsNoJsonIsAFaultOfTheWay() throws Exception {
        int id = stub.add(TEXT);
        stub.script.add(new StubRegistry.Scripted(200, "<html>Please log in</html>"));
        assertThat(registry.byId(id)).isNotNull();
    }

    @Test
    void anAnswerWithoutAnIdIsRefused() {
        stub.script.add(new StubRegistry.Scripted(200, "{\"id\": \"twelve\"}"));
        assertThatThrownBy(() -> registry.register(SUBJECT, TEXT)).isInstanceOf(SchemaRegistryException.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "{\"type\": \"record\"}", "{\"type\": \"array\"}"})
    void aTextThatIsNoAvroSchemaIsNoSchema(String text) {
        stub.fixed.put("/schemas/ids/7", "{\"schema\": \"" + text.replace("\"", "\\\"") + "\"}");
        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(SchemaRegistryException.NotFound.class);
    }

    @Test
    void schemasThatReferToEachOtherInACircleEnd() {
        String circle =
                "{\"schema\": \"\\\"int\\\"\", \"references\": [{\"name\": \"x\", \"subject\": \"x\", \"version\": 1}]}";
        stub.fixed.put("/schemas/ids/7", circle);
        stub.fixed.put("/subjects/x/versions/1", circle);
        assertThat(CompletableFuture.supplyAsync(this::sevenOrNothing)).succeedsWithin(10, TimeUnit.SECONDS);
    }

    private String sevenOrNothing() {
        try {
            return registry.byId(7).toString();
        } catch (SchemaRegistryException e) {
            return "nothing";
        }
    }

    @Test
    void anAnswerBeyondMeasureIsCutOff() {
        stub.fixed.put("/schemas/ids/7", "\"" + "x".repeat(9 << 20) + "\"");
        assertThatThrownBy(() -> registry.byId(7))
                .isInstanceOf(SchemaRegistryException.Unavailable.class)
                .hasMessageContaining("longer than");
    }

    @Test
    void aMissingIdIsBelievedForAWhile() throws Exception {
        AtomicLong now = new AtomicLong();
        Map<String, String> all = new HashMap<>(configs());
        all.put("schema.registry.url", stub.url());
        all.put("missing.id.cache.ttl.sec", "10");
        try (SchemaRegistry client = new ConfluentSchemaRegistry(RegistrySettings.from(all), now::get)) {
            assertThatThrownBy(() -> client.byId(1)).isInstanceOf(SchemaRegistryException.NotFound.class);
            stub.add(TEXT);
            now.addAndGet(Duration.ofSeconds(9).toNanos());
            assertThatThrownBy(() -> client.byId(1)).isInstanceOf(SchemaRegistryException.NotFound.class);
            assertThat(stub.requests).hasSize(1);
            now.addAndGet(Duration.ofSeconds(2).toNanos());
            assertThat(client.byId(1)).isNotNull();
        }
    }

    @Test
    void aClientThatIsClosedWaitsNoLonger() throws Exception {
        stub.close();
        SchemaRegistry patient =
                create(Map.of("max.retries", "1000", "retries.wait.ms", "600000", "retries.max.wait.ms", "600000"));
        CompletableFuture<Throwable> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                patient.byId(1);
                return new AssertionError("nobody is there");
            } catch (SchemaRegistryException e) {
                return e;
            }
        });
        patient.close();
        assertThat(waiting)
                .succeedsWithin(10, TimeUnit.SECONDS)
                .isInstanceOf(SchemaRegistryException.Unavailable.class);
    }

    @Test
    void anInterruptEndsTheQuestionAndIsKept() {
        stub.close();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> registry.byId(1)).isInstanceOf(SchemaRegistryException.Unavailable.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void credentialsInTheAddressAreSentButNotShown() throws Exception {
        String url = stub.url().replace("://", "://anna:secret@");
        stub.script.add(new StubRegistry.Scripted(401, "{}"));
        try (SchemaRegistry client = create(Map.of("schema.registry.url", url))) {
            assertThatThrownBy(() -> client.byId(1))
                    .isInstanceOf(SchemaRegistryException.Refused.class)
                    .hasMessageNotContaining("secret")
                    .hasMessageNotContaining("anna");
        }
        assertThat(stub.requests)
                .last()
                .extracting(StubRegistry.Request::authorization)
                .isEqualTo(basic("anna:secret"));
    }

    @Test
    void anEmptySubjectIsCompatible() throws Exception {
        stub.script.add(new StubRegistry.Scripted(404, "{\"error_code\": 40401}"));
        assertThat(registry.incompatibilities(SUBJECT, TEXT)).isEmpty();
    }

    @Test
    void aRegistryThatGivesNoReasonIsStillHeard() throws Exception {
        stub.script.add(new StubRegistry.Scripted(200, "{\"is_compatible\": false}"));
        assertThat(registry.incompatibilities(SUBJECT, TEXT)).hasSize(1);
    }

    @Test
    void theTextIsRegisteredAsItWasWritten() throws Exception {
        registry.register(SUBJECT, TEXT);
        assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                        .readTree(stub.requests.get(0).body())
                        .path("schema")
                        .asText())
                .isEqualTo(TEXT);
    }
}
