package io.descentry.app.settings;

import io.descentry.app.settings.Source.Raw;
import io.descentry.registry.SchemaRegistries;
import io.descentry.topology.StreamsDefaults;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.streams.StreamsConfig;

/** Says in one sentence each what is wrong with settings. */
final class Problems {
    private Problems() {}

    /** What a definition says about values; one sentence for each setting that {@code asked} lets through. */
    static List<String> of(
            ConfigDef definition,
            Map<String, String> texts,
            String prefix,
            Map<String, Raw> raw,
            Predicate<String> asked) {
        List<String> problems = new ArrayList<>();
        for (ConfigValue value : definition.validate(texts)) {
            if (value.errorMessages().isEmpty() || !asked.test(value.name())) {
                continue;
            }
            String name = prefix + value.name();
            Raw written = raw.get(name);
            problems.add(
                    written == null
                            ? name + " is required and not set"
                            : name + " (" + written.origin() + "): "
                                    + value.errorMessages().get(0).replace(" for configuration " + value.name(), ""));
        }
        return problems;
    }

    /** What only settings taken together show, as the registry client and Kafka Streams see it; connects to nothing. */
    static List<String> together(Map<String, String> registry, Map<String, String> kafka) {
        List<String> problems = new ArrayList<>();
        try {
            SchemaRegistries.create(registry).close();
        } catch (KafkaException e) {
            problems.add("Schema Registry: " + e.getMessage());
        }
        try {
            Map<String, Object> streams = new HashMap<>(StreamsDefaults.with(kafka));
            streams.putIfAbsent(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "");
            new StreamsConfig(streams).getProducerConfigs("check");
        } catch (KafkaException | IllegalArgumentException e) {
            problems.add("Kafka Streams: " + e.getMessage());
        }
        return problems;
    }

    /** Settings that nothing reads are errors: a mistyped one must not be forgotten in silence. */
    static List<String> unknown(Map<String, Raw> raw, ConfigDef own, ConfigDef registry) {
        TreeSet<String> names = new TreeSet<>(own.names());
        names.addAll(registry.names());
        names.addAll(DetectorNames.all());
        Set<String> theirs = RegistryNames.in(raw.keySet());
        List<String> problems = new ArrayList<>();
        raw.forEach((name, value) -> {
            if (!names.contains(name)
                    && !theirs.contains(name)
                    && !name.startsWith(KafkaSettings.PREFIX)
                    && !References.isParameter(name)) {
                problems.add(unknown(name, " (" + value.origin() + ")", names));
            }
        });
        return problems;
    }

    /** One problem for each of these that is none of the names. */
    static List<String> unknown(Set<String> typed, Set<String> names) {
        return typed.stream()
                .filter(name -> !names.contains(name))
                .map(name -> unknown(name, "", names))
                .toList();
    }

    private static String unknown(String name, String origin, Set<String> names) {
        return name + origin + " is not a setting"
                + Nearest.to(name, names)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }
}
