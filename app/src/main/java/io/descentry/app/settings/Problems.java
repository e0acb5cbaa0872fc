package io.descentry.app.settings;

import io.descentry.app.settings.Source.Raw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

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

    /** Settings that nothing reads are errors: a mistyped one must not be forgotten in silence. */
    static List<String> unknown(Map<String, Raw> raw, ConfigDef own, ConfigDef registry) {
        TreeSet<String> names = new TreeSet<>(own.names());
        names.addAll(registry.names());
        List<String> problems = new ArrayList<>();
        raw.forEach((name, value) -> {
            if (!names.contains(name) && !name.startsWith(KafkaSettings.PREFIX) && !References.isParameter(name)) {
                problems.add(name + " (" + value.origin() + ") is not a setting"
                        + Nearest.to(name, names)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
            }
        });
        return problems;
    }
}
