package io.descentry.it.registry;

import static io.descentry.it.registry.RegistryUnderTest.newSubject;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that were written for Confluent's registry work: Confluent's own, and ours in both its forms. */
interface ClientsContract extends RegistryUnderTest {

    String CONFLUENT =
            "org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient";
    String INT_FIELD_AND_DEFAULT = RegistryUnderTest.record(
            "{\"name\":\"x\",\"type\":\"int\"}", "{\"name\":\"y\",\"type\":\"int\",\"default\":0}");
    String INT_FIELD_AND_MORE =
            RegistryUnderTest.record("{\"name\":\"x\",\"type\":\"int\"}", "{\"name\":\"z\",\"type\":\"int\"}");

    @Test
    default void confluentsClientRegistersFindsAndChecks() throws Exception {
        String subject = newSubject();
        CachedSchemaRegistryClient client = new CachedSchemaRegistryClient(url(), 10);

        int id = client.register(subject, new AvroSchema(INT_FIELD));
        assertThat(client.updateCompatibility(subject, "BACKWARD")).isEqualTo("BACKWARD");
        assertThat(client.getCompatibility(subject)).isEqualTo("BACKWARD");
        assertThat(client.testCompatibility(subject, new AvroSchema(INT_FIELD_AND_MORE)))
                .isFalse();
        assertThatThrownBy(() -> client.register(subject, new AvroSchema(INT_FIELD_AND_MORE)))
                .isInstanceOfSatisfying(
                        RestClientException.class,
                        refused -> assertThat(refused.getErrorCode()).isEqualTo(409));
        int second = client.register(subject, new AvroSchema(INT_FIELD_AND_DEFAULT));

        // A client with empty caches has to ask.
        CachedSchemaRegistryClient fresh = new CachedSchemaRegistryClient(url(), 10);
        assertThat(fresh.getSchemaById(id)).isEqualTo(new AvroSchema(INT_FIELD));
        assertThat(fresh.getId(subject, new AvroSchema(INT_FIELD_AND_DEFAULT))).isEqualTo(second);
        SchemaMetadata latest = fresh.getLatestSchemaMetadata(subject);
        assertThat(latest.getVersion()).isEqualTo(2);
        assertThat(latest.getId()).isEqualTo(second);
        assertThat(fresh.getAllSubjects()).contains(subject);
        assertThat(fresh.getAllVersions(subject)).containsExactly(1, 2);
        assertThat(fresh.deleteSubject(subject)).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", CONFLUENT})
    default void ourClientRegistersFindsAndChecksItselfOrThroughConfluents(String client) throws Throwable {
        String subject = newSubject();
        try (SchemaRegistry registry = client(client);
                SchemaRegistry fresh = client(client)) {
            assertThatThrownBy(() -> registry.idOf(subject, INT_FIELD))
                    .isInstanceOf(SchemaRegistryException.NotFound.class);
            assertThatThrownBy(() -> registry.byId(2_000_000_000)).isInstanceOf(SchemaRegistryException.NotFound.class);
            assertThat(registry.incompatibilities(subject, INT_FIELD)).isEmpty();

            int id = registry.register(subject, INT_FIELD);
            registry().put("/config/" + subject, "{\"compatibility\":\"BACKWARD\"}");

            assertThat(fresh.idOf(subject, INT_FIELD)).isEqualTo(id);
            assertThat(fresh.byId(id)).isEqualTo(new Schema.Parser().parse(INT_FIELD));
            assertThat(fresh.incompatibilities(subject, INT_FIELD_AND_DEFAULT)).isEmpty();
            assertThat(fresh.incompatibilities(subject, INT_FIELD_AND_MORE)).isNotEmpty();
            assertThatThrownBy(() -> fresh.register(subject, INT_FIELD_AND_MORE))
                    .isInstanceOf(SchemaRegistryException.Refused.class);
        }
    }

    private SchemaRegistry client(String type) {
        return SchemaRegistries.create(
                type.isEmpty()
                        ? Map.of("schema.registry.url", url())
                        : Map.of("schema.registry.url", url(), "schema.registry.client.class", type));
    }
}
