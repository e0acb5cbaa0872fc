package io.descentry.registry;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

/**
 * How to reach a Schema Registry, in the names of Confluent's client; {@link #definition()} documents them. Prints
 * without credentials.
 *
 * @param urls where it answers, without credentials; tried in this order, at least one
 * @param authorization value of the Authorization header for each of {@code urls}; empty where none is sent
 * @param connectTimeout longest wait for a connection
 * @param readTimeout longest wait for a whole answer
 * @param maxRetries further rounds through all urls after the first one; 0 or above
 * @param retryWait wait before the first further round; it doubles with each
 * @param maxRetryWait longest wait before a round
 * @param missingIdTtl how long the answer "no such id" is believed
 * @param tls Kafka's {@code ssl.*} settings, without prefix
 */
record RegistrySettings(
        List<URI> urls,
        List<Optional<Password>> authorization,
        Duration connectTimeout,
        Duration readTimeout,
        int maxRetries,
        Duration retryWait,
        Duration maxRetryWait,
        Duration missingIdTtl,
        Map<String, Object> tls) {

    static final String PREFIX = "schema.registry.";
    static final String URL = "schema.registry.url";
    static final String CLIENT_CLASS = "schema.registry.client.class";
    static final String BASIC_SOURCE = "basic.auth.credentials.source";
    static final String BASIC_USER_INFO = "basic.auth.user.info";
    static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    static final String BEARER_TOKEN = "bearer.auth.token";
    static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
    static final String READ_TIMEOUT = "http.read.timeout.ms";
    static final String MAX_RETRIES = "max.retries";
    static final String RETRY_WAIT = "retries.wait.ms";
    static final String MAX_RETRY_WAIT = "retries.max.wait.ms";
    static final String MISSING_ID_TTL = "missing.id.cache.ttl.sec";

    RegistrySettings {
        urls = List.copyOf(urls);
        authorization = List.copyOf(authorization);
        tls = Map.copyOf(tls);
    }

    /** Every setting with its type, default and documentation. */
    static ConfigDef definition() {
        return RegistryDefinition.create();
    }

    /**
     * Reads the settings; keys that are not ours are left alone.
     *
     * @throws ConfigException with all problems at once, and no credentials
     */
    static RegistrySettings from(Map<String, ?> configs) {
        AbstractConfig config = parse(configs);
        RegistryCredentials credentials = RegistryCredentials.from(config);
        return new RegistrySettings(
                credentials.urls(),
                credentials.authorization(),
                millis(config, CONNECT_TIMEOUT),
                millis(config, READ_TIMEOUT),
                config.getInt(MAX_RETRIES),
                millis(config, RETRY_WAIT),
                millis(config, MAX_RETRY_WAIT),
                Duration.ofSeconds(config.getLong(MISSING_ID_TTL)),
                tls(config.values()));
    }

    /** @throws ConfigException with all problems at once, and no credentials */
    static AbstractConfig parse(Map<String, ?> configs) {
        Map<String, String> texts = RegistryDefinition.known(configs);
        List<String> problems = new ArrayList<>();
        for (ConfigValue value : definition().validate(texts)) {
            problems.addAll(value.errorMessages());
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(String.join("; ", problems));
        }
        return new AbstractConfig(definition(), texts, false);
    }

    /** True if a trust or key store is named or the check of host names is off: else the JDK's own defaults serve. */
    boolean hasTls() {
        return tls.containsKey("ssl.truststore.location")
                || tls.containsKey("ssl.truststore.certificates")
                || tls.containsKey("ssl.keystore.location")
                || tls.containsKey("ssl.keystore.key")
                || !checksHostNames();
    }

    boolean checksHostNames() {
        return !"".equals(tls.get("ssl.endpoint.identification.algorithm"));
    }

    private static Duration millis(AbstractConfig config, String name) {
        return Duration.ofMillis(config.getInt(name));
    }

    /** Only what has a value: records hold no null. */
    private static Map<String, Object> tls(Map<String, ?> all) {
        Map<String, Object> some = new HashMap<>();
        all.forEach((name, value) -> {
            if (name.startsWith(PREFIX + "ssl.") && value != null) {
                some.put(name.substring(PREFIX.length()), value);
            }
        });
        return some;
    }
}
