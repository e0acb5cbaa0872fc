package io.descentry.app.settings;

import io.descentry.detect.Setting;
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
            * `detector.` in front of any setting of a [detector](#detectors) changes it for all jobs: `detector.plateau_mid.enabled=false`.
            * A setting that nothing reads is an error.
            * Keep secrets out of the file: `kafka.sasl.jaas.config=${env:KAFKA_JAAS}`, `basic.auth.user.info=${file:/run/secrets/registry.properties:user}`.

            This page is generated from the definition in the code; a test keeps it current.
            """;

    private static final String DETECTORS = """

            ## Detectors

            Everything that a detector judges by can be set, for all jobs, for a project or for one job, and while jobs run. What is set
            nearer to the job wins, one setting at a time:

            1. the defaults below,
            2. the settings of the service, with `detector.` in front: `detector.loss_spike.sigmas=7` in the file, or
               `DESCENTRY_DETECTOR_LOSS_SPIKE_SIGMAS=7` in the environment,
            3. topic `descentry.settings`, scope `global`,
            4. scope `project:<name>`, for jobs whose description names that project,
            5. `settings` in the JobDescription,
            6. topic `descentry.settings`, scope `job:<job_id>`.

            ```
            ./descentry replay RUNS --settings change.properties                                 # what would it change?
            ./descentry settings set --scope project:vision loss_spike.sigmas=7 --config FILE    # for all running and coming jobs
            ./descentry settings list --config FILE
            ./descentry settings unset --scope project:vision loss_spike.sigmas --config FILE
            ```

            Every instance reads the topic. A job takes a change at its next record, and its detectors keep what they have learnt; a
            window that becomes shorter or longer keeps what fits. A record of the topic sets all of its scope, and a null value nothing
            any more. If anything in a record is wrong, none of it is taken, what was set before stays in force, also after a restart, and
            the record is a dead letter that says why (`SETTING_REFUSED`). Wrong settings in a JobDescription are passed over one by
            one, and are told in the same way. Settings that go together are checked together, above what is set globally; where two
            scopes do not go together the wider one stays.

            `<kind>.enabled=false` ends an open alert of that kind. `<kind>.severity` also decides whether somebody is paged.
            """;

    private Documentation() {}

    static String of(ConfigDef own, ConfigDef registry, List<Setting> detectors) {
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
        page.append(DETECTORS);
        String kind = "";
        for (Setting setting : detectors) {
            if (!setting.kind().equals(kind)) {
                kind = setting.kind();
                page.append("\n### ")
                        .append(kind)
                        .append("\n\n| setting | type | default | range | meaning | source of the default |\n")
                        .append("| --- | --- | --- | --- | --- | --- |\n");
            }
            page.append(row(setting));
        }
        return page.toString();
    }

    private static String row(Setting setting) {
        return String.format(
                "| `%s` | %s | `%s` | %s | %s | %s |\n",
                setting.key(),
                setting.type().words(),
                setting.standard(),
                cell(setting.range()),
                cell(setting.doc()),
                cell(setting.source()));
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
