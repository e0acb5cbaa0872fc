package io.descentry.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

/** All registry traffic goes through Confluent's own client when a setting names it; here version 7.0.1, relocated. */
class ConfluentClientTest extends SchemaRegistryContract {
    private static final String THEIRS =
            "org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient";

    @Override
    Map<String, String> configs() {
        return Map.of("schema.registry.client.class", THEIRS);
    }

    @Test
    void theSettingIsObeyed() {
        assertThat(registry).isInstanceOf(ConfluentClient.class);
    }

    @Test
    void settingsThatOnlyTheirsKnowsReachIt() throws Exception {
        Map<String, String> inherited = Map.of(
                "basic.auth.credentials.source",
                "SASL_INHERIT",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"anna\" password=\"secret\";");
        try (SchemaRegistry authorized = create(inherited)) {
            authorized.register(SUBJECT, TEXT);
        }
        assertThat(stub.requests)
                .last()
                .extracting(StubRegistry.Request::authorization)
                .isEqualTo(basic("anna:secret"));
    }

    @Test
    void aClassThatIsNoClientIsRefusedByName() {
        assertThatThrownBy(() -> create(Map.of("schema.registry.client.class", "java.lang.String")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.registry.client.class: java.lang.String is no client");
    }

    @Test
    void aClassThatIsNotThereIsRefusedByName() {
        assertThatThrownBy(() -> create(Map.of("schema.registry.client.class", "io.confluent.Missing")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("io.confluent.Missing");
    }
}
