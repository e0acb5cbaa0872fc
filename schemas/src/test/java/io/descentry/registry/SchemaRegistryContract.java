package io.descentry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every client promises, ours and Confluent's own behind our interface. */
abstract class SchemaRegistryContract {
    static final String SUBJECT = Topic.EVALS.subject();
    static final String TEXT = Schemas.text(Topic.EVALS);

    StubRegistry stub;
    SchemaRegistry registry;

    /** Settings beside the address. */
    abstract Map<String, String> configs();

    @BeforeEach
    void start() throws Exception {
        stub = new StubRegistry();
        registry = create(Map.of());
    }

    @AfterEach
    void stop() {
        registry.close();
        stub.close();
    }

    SchemaRegistry create(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(configs());
        all.put("schema.registry.url", stub.url());
        all.putAll(more);
        return SchemaRegistries.create(all);
    }

    @Test
    void aRegisteredSchemaIsFoundByItsIdAndByItsText() throws Exception {
        int id = registry.register(SUBJECT, TEXT);
        assertThat(registry.idOf(SUBJECT, TEXT)).isEqualTo(id);
        assertThat(registry.byId(id)).isEqualTo(new Schema.Parser().parse(TEXT));
        assertThat(registry.byId(id).getField("loss").doc()).contains("NaN and infinities");
    }

    @Test
    void askingForAnIdNeverRegisters() {
        assertThatThrownBy(() -> registry.idOf(SUBJECT, TEXT)).isInstanceOf(SchemaRegistryException.NotFound.class);
        assertThat(stub.requests).extracting(StubRegistry.Request::path).containsOnly("/subjects/" + SUBJECT);
    }

    @Test
    void anUnknownIdIsNotFound() {
        assertThatThrownBy(() -> registry.byId(99)).isInstanceOf(SchemaRegistryException.NotFound.class);
    }

    @Test
    void whatIsKnownIsAnsweredWhileTheRegistryIsAway() throws Exception {
        int id = registry.register(SUBJECT, TEXT);
        Schema schema = registry.byId(id);
        stub.close();
        assertThat(registry.byId(id)).isEqualTo(schema);
        assertThat(registry.register(SUBJECT, TEXT)).isEqualTo(id);
        assertThatThrownBy(() -> registry.byId(id + 1)).isInstanceOf(SchemaRegistryException.Unavailable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "400, Refused",
        "401, Refused",
        "403, Refused",
        "409, Refused",
        "422, Refused",
        "404, NotFound",
        "429, Unavailable",
        "500, Unavailable",
        "503, Unavailable"
    })
    void everyStatusHasItsMeaning(int status, String expected) {
        for (int i = 0; i < 20; i++) {
            stub.script.add(new StubRegistry.Scripted(status, "{\"error_code\":" + status + "01,\"message\":\"no\"}"));
        }
        assertThatThrownBy(() -> registry.register(SUBJECT, TEXT))
                .isInstanceOf(SchemaRegistryException.class)
                .satisfies(fault -> assertThat(fault.getClass().getSimpleName()).isEqualTo(expected));
    }

    @Test
    void referencesAreResolved() throws Exception {
        stub.fixed.put("/schemas/ids/7", """
                {"schema": "{\\"type\\":\\"record\\",\\"name\\":\\"Outer\\",\\"fields\\":[{\\"name\\":\\"inner\\",\\"type\\":\\"x.Inner\\"}]}",
                 "references": [{"name": "x.Inner", "subject": "inner", "version": 2}]}""");
        stub.fixed.put("/subjects/inner/versions/2", """
                {"subject": "inner", "version": 2, "id": 6,
                 "schema": "{\\"type\\":\\"record\\",\\"name\\":\\"Inner\\",\\"namespace\\":\\"x\\",\\"fields\\":[{\\"name\\":\\"n\\",\\"type\\":\\"int\\"}]}"}""");
        assertThat(registry.byId(7).getField("inner").schema().getField("n").schema())
                .isEqualTo(Schema.create(Schema.Type.INT));
    }

    @Test
    void aSchemaOfAnotherTypeIsNoSchemaForUs() {
        stub.fixed.put("/schemas/ids/7", "{\"schemaType\": \"PROTOBUF\", \"schema\": \"syntax = \\\"proto3\\\";\"}");
        assertThatThrownBy(() -> registry.byId(7)).isInstanceOf(SchemaRegistryException.class);
    }

    @Test
    void compatibilityIsAskedForAndSet() throws Exception {
        String path = "/compatibility/subjects/" + SUBJECT + "/versions";
        assertThat(registry.incompatibilities(SUBJECT, TEXT)).isEmpty();
        for (String each : List.of(path, path + "/latest")) {
            stub.fixed.put(each, "{\"is_compatible\": false, \"messages\": [\"a field went\"]}");
        }
        assertThat(registry.incompatibilities(SUBJECT, TEXT)).containsExactly("a field went");
        stub.fixed.put("/config/" + SUBJECT, "{\"compatibility\": \"FULL_TRANSITIVE\"}");
        registry.setCompatibility(SUBJECT, "FULL_TRANSITIVE");
        StubRegistry.Request last = stub.requests.get(stub.requests.size() - 1);
        assertThat(last.method()).isEqualTo("PUT");
        assertThat(last.body()).contains("FULL_TRANSITIVE");
    }

    @Test
    void userAndPasswordAreSent() throws Exception {
        Map<String, String> login =
                Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "anna:secret");
        try (SchemaRegistry authorized = create(login)) {
            authorized.register(SUBJECT, TEXT);
        }
        assertThat(stub.requests)
                .last()
                .extracting(StubRegistry.Request::authorization)
                .isEqualTo(basic("anna:secret"));
    }

    @Test
    void aTokenIsSent() throws Exception {
        Map<String, String> login =
                Map.of("bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "t0ken");
        try (SchemaRegistry authorized = create(login)) {
            authorized.register(SUBJECT, TEXT);
        }
        assertThat(stub.requests)
                .last()
                .extracting(StubRegistry.Request::authorization)
                .isEqualTo("Bearer t0ken");
    }

    @Test
    void theNextAddressIsAskedWhenOneIsDead() throws Exception {
        try (SchemaRegistry two = create(Map.of("schema.registry.url", StubRegistry.deadUrl() + "," + stub.url()))) {
            assertThat(two.register(SUBJECT, TEXT)).isPositive();
        }
    }

    static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }
}
