package io.descentry.registry;

import java.util.Map;

/** The contract once more behind a later version of Confluent's own client, 7.5.3, relocated by somebody else. */
class LaterConfluentClientTest extends SchemaRegistryContract {
    private static final String THEIRS = "org.apache.flink.avro.registry.confluent.shaded."
            + "io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient";

    @Override
    Map<String, String> configs() {
        return Map.of("schema.registry.client.class", THEIRS);
    }
}
