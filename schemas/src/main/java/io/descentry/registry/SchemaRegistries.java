package io.descentry.registry;

import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The one place where the client of the Schema Registry is chosen. */
public final class SchemaRegistries {
    private SchemaRegistries() {}

    /**
     * A client by settings in the names of Confluent's own.
     *
     * @param configs settings of {@link #definition()}; Confluent's own client, if {@code
     *     schema.registry.client.class} names it, gets them all, the built-in one ignores what it does not know
     * @throws org.apache.kafka.common.config.ConfigException with all problems of the settings, without credentials
     * @throws org.apache.kafka.common.KafkaException if a trust or key store cannot be read
     */
    public static SchemaRegistry create(Map<String, ?> configs) {
        AbstractConfig config = RegistrySettings.parse(configs);
        Class<?> theirs = config.getClass(RegistrySettings.CLIENT_CLASS);
        return theirs == null
                ? new ConfluentSchemaRegistry(configs)
                : new ConfluentClient(theirs, config.getList(RegistrySettings.URL), configs);
    }

    /** Every setting with its type, default and documentation. */
    public static ConfigDef definition() {
        return RegistryDefinition.create();
    }
}
