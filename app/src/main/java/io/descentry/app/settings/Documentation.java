package io.descentry.app.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Writes the definition of the settings as Markdown. */
final class Documentation {
    private static final String TLS = "schema.registry.ssl.";
    private static final String HEAD = """
            # Settings

            `./descentry serve --config FILE` reads one properties file. A variable of the environment wins over the file:
            `DESCENTRY_A_B` sets `a.b`, so `DESCENTRY_SERVER_PORT=9000` sets `server.port`. `serve --config FILE --check` tells what is
            wrong with the settings, all at once, or prints those in force with secrets masked; it starts nothing.

            * Only two settings have no default: `kafka.bootstrap.servers` and `schema.registry.url`.
            * `kafka.` in front of any setting of Kafka Streams or of its clients passes it through:
              `kafka.security.protocol=SASL_SSL`, `kafka.num.stream.threads=4`, `kafka.main.consumer.max.poll.records=500`.
            * The registry is configured by Confluent's own names, without a prefix of ours.
            * A setting that nothing reads is an error.
            * Keep secrets out of the file: `kafka.sasl.jaas.config=${env:KAFKA_JAAS}`, `basic.auth.user.info=${file:/run/secrets/registry.properties:user}`.

            This page is generated from the definition in the code; a test keeps it current.
            """;

    private Documentation() {}

    static String of(ConfigDef own, ConfigDef registry) {
        List<ConfigKey> keys = new ArrayList<>(own.configKeys().values());
        keys.sort(Comparator.comparingInt(key -> key.orderInGroup));
        Map<String, List<ConfigKey>> groups = new LinkedHashMap<>();
        groups.put(Definition.KAFKA, new ArrayList<>());
        groups.put(
                Definition.REGISTRY,
                registry.configKeys().values().stream()
                        .filter(key -> !key.name.startsWith(TLS))
                        .toList());
        for (ConfigKey key : keys) {
            groups.computeIfAbsent(key.group, any -> new ArrayList<>()).add(key);
        }
        StringBuilder page = new StringBuilder(HEAD);
        groups.forEach((name, members) -> {
            page.append("\n## ")
                    .append(name)
                    .append("\n\n| setting | type | default | range | meaning |\n| --- | --- | --- | --- | --- |\n");
            members.forEach(key -> page.append(row(key)));
        });
        page.append(tls(registry));
        return page.toString();
    }

    /** Kafka documents these, and their defaults are the JVM's. */
    private static String tls(ConfigDef registry) {
        List<String> names = registry.names().stream()
                .filter(name -> name.startsWith(TLS))
                .sorted()
                .map(name -> "`" + name.substring(TLS.length() - "ssl.".length()) + "`")
                .toList();
        return "\nTLS to the registry is set by Kafka's own names behind `schema.registry.`: "
                + String.join(", ", names) + ".\n";
    }

    private static String row(ConfigKey key) {
        String range = key.validator == null ? "" : cell(String.valueOf(key.validator));
        return String.format(
                "| `%s` | %s | %s | %s | %s |\n",
                key.name, key.type.name().toLowerCase(Locale.ROOT), standard(key), range, cell(key.documentation));
    }

    private static String standard(ConfigKey key) {
        if (!key.hasDefault()) {
            return "*required*";
        }
        String text = ConfigDef.convertToString(key.defaultValue, key.type);
        return text == null || text.isEmpty() ? "" : "`" + text.replace(",", ", ") + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\s+", " ").strip();
    }
}
