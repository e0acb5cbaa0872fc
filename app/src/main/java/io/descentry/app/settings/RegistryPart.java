package io.descentry.app.settings;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidList;

/** The settings of the registry client, by Confluent's names. */
final class RegistryPart {
    static final String URL = "schema.registry.url";

    private RegistryPart() {}

    static ConfigDef definition() {
        return new ConfigDef()
                .define(
                        URL,
                        Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ValidList.anyNonDuplicateValues(false, false),
                        Importance.HIGH,
                        "Where it answers.")
                .define("basic.auth.credentials.source", Type.STRING, "URL", Importance.LOW, "")
                .define("basic.auth.user.info", Type.PASSWORD, null, Importance.LOW, "");
    }
}
