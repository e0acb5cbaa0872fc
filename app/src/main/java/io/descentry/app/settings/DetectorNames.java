package io.descentry.app.settings;

import io.descentry.app.settings.Source.Raw;
import io.descentry.detect.Catalogue;
import io.descentry.detect.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The settings of detectors by the names that they have among those of the service: {@code detector.loss_spike.sigmas}. */
final class DetectorNames {
    static final String PREFIX = "detector.";

    /** The names, by what the environment makes of them: a variable can say neither {@code _} nor {@code -}. */
    private static final Map<String, String> BY_VARIABLE = byVariable();

    private DetectorNames() {}

    static Set<String> all() {
        return Set.copyOf(BY_VARIABLE.values());
    }

    /** The name that a variable of the environment means, if it means one of these. */
    static Optional<String> ofVariable(String dotted) {
        return Optional.ofNullable(BY_VARIABLE.get(dotted));
    }

    /** What is set of detectors, without the prefix. */
    static Map<String, String> of(Map<String, String> settings) {
        Map<String, String> own = new TreeMap<>();
        settings.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                own.put(name.substring(PREFIX.length()), value);
            }
        });
        return own;
    }

    /** One problem for each value that a detector refuses; names that are none are no concern of this. */
    static List<String> problems(Map<String, String> settings, Map<String, Raw> raw) {
        Map<String, String> known = of(settings);
        known.keySet().removeIf(key -> !BY_VARIABLE.containsValue(PREFIX + key));
        List<String> problems = new ArrayList<>();
        for (Catalogue.Refusal refusal : Catalogue.standard().with(known).refusals()) {
            String name = PREFIX + refusal.key();
            Raw written = raw.get(name);
            problems.add(name + (written == null ? "" : " (" + written.origin() + ")") + ": Invalid value "
                    + refusal.value() + ": " + refusal.reason());
        }
        return problems;
    }

    private static Map<String, String> byVariable() {
        Map<String, String> names = new HashMap<>();
        for (Setting setting : Catalogue.settings()) {
            String name = PREFIX + setting.key();
            String other = names.put(name.replace('_', '.').replace('-', '.'), name);
            if (other != null) {
                throw new IllegalStateException(name + " and " + other + " are one variable of the environment");
            }
        }
        return Map.copyOf(names);
    }
}
