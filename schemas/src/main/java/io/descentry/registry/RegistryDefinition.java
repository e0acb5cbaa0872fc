package io.descentry.registry;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.CLASS;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/** The settings of a registry client: types, defaults and documentation. */
final class RegistryDefinition {
    private static final ConfigDef TLS = new ConfigDef().withClientSslSupport();

    private RegistryDefinition() {}

    static ConfigDef create() {
        ConfigDef all = new ConfigDef()
                .define(
                        RegistrySettings.URL,
                        LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        ConfigDef.ValidList.anyNonDuplicateValues(false, false),
                        HIGH,
                        "Where the Schema Registry answers: one URL or several, separated by commas. The next one is"
                                + " asked when one does not answer.")
                .define(
                        RegistrySettings.CLIENT_CLASS,
                        CLASS,
                        null,
                        LOW,
                        "A client class of Confluent's own that all registry traffic goes through, with all these"
                                + " settings, for example"
                                + " io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient. Its jar must"
                                + " be on the class path. Empty: the built-in client.")
                .define(
                        RegistrySettings.BASIC_SOURCE,
                        STRING,
                        "URL",
                        MEDIUM,
                        "Where the user and password come from: URL (https://user:password@host) or USER_INFO"
                                + " (basic.auth.user.info); others, such as SASL_INHERIT, need Confluent's client.")
                .define(
                        RegistrySettings.BASIC_USER_INFO,
                        PASSWORD,
                        null,
                        MEDIUM,
                        "user:password, with basic.auth.credentials.source=USER_INFO.")
                .define(
                        RegistrySettings.BEARER_SOURCE,
                        STRING,
                        "STATIC_TOKEN",
                        LOW,
                        "Where the bearer token comes from: STATIC_TOKEN (bearer.auth.token); others, such as"
                                + " OAUTHBEARER, need Confluent's client.")
                .define(
                        RegistrySettings.BEARER_TOKEN,
                        PASSWORD,
                        null,
                        MEDIUM,
                        "Token sent as Authorization: Bearer; not together with a user and password.");
        return timing(all);
    }

    private static ConfigDef timing(ConfigDef all) {
        all.define(
                        RegistrySettings.CONNECT_TIMEOUT,
                        INT,
                        10_000,
                        Range.between(1, 600_000),
                        LOW,
                        "Longest wait for a connection, milliseconds.")
                .define(
                        RegistrySettings.READ_TIMEOUT,
                        INT,
                        10_000,
                        Range.between(1, 600_000),
                        LOW,
                        "Longest wait for a whole answer, milliseconds.")
                .define(
                        RegistrySettings.MAX_RETRIES,
                        INT,
                        3,
                        Range.between(0, 1_000),
                        LOW,
                        "How often all URLs are tried again after no answer, status 429 or 500 and above.")
                .define(
                        RegistrySettings.RETRY_WAIT,
                        INT,
                        1_000,
                        Range.between(0, 600_000),
                        LOW,
                        "Wait before the first retry, milliseconds; it doubles with each, and up to half of it is cut"
                                + " by chance so that clients do not come back all at once.")
                .define(
                        RegistrySettings.MAX_RETRY_WAIT,
                        INT,
                        20_000,
                        Range.between(0, 600_000),
                        LOW,
                        "Longest wait before a retry, milliseconds.")
                .define(
                        RegistrySettings.MISSING_ID_TTL,
                        LONG,
                        10L,
                        Range.between(0, 86_400),
                        LOW,
                        "How long the answer \"no such schema id\" is believed, seconds; 0: asked anew every time.");
        all.embed(RegistrySettings.PREFIX, "TLS", 1, TLS);
        return all;
    }

    /** What the definition knows of these settings, as text; a name may also carry the prefix schema.registry. */
    static Map<String, String> known(Map<String, ?> configs) {
        Map<String, Object> known = new HashMap<>();
        for (String name : create().names()) {
            String key = configs.containsKey(name) ? name : RegistrySettings.PREFIX + name;
            Object value = configs.get(key);
            if (value != null) {
                known.put(name, value);
            }
        }
        return ConfigDef.convertToStringMapWithPasswordValues(known);
    }
}
