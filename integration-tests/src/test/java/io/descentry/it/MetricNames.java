package io.descentry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of metrics that pages speak of, and those that a running service shows. */
final class MetricNames {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern NAMED =
            Pattern.compile("(?<=`)((?:descentry|kafka|jvm|process|system)_[a-z_]*[a-z])(?=[`{])");
    private static final Pattern SHOWN = Pattern.compile("(?m)^((?:descentry|kafka|jvm|process|system)_\\w+)");
    private static final Pattern OURS = Pattern.compile("(?m)^# TYPE (descentry_\\w+) ");

    /** Names that are words of settings or labels, or of another process. */
    private static final Pattern OTHERS = Pattern.compile("kafka_version|descentry_bridge_\\w+");

    private MetricNames() {}

    /**
     * What the pages name is shown, and each metric of ours that is shown is listed.
     *
     * @param shown in Prometheus' text format
     * @param rare what comes only with what it counts
     */
    static void agree(String shown, Set<String> rare) throws IOException {
        Set<String> there = all(SHOWN, shown);
        there.addAll(rare);
        String list = Files.readString(DOCS.resolve("metrics.md"));
        Set<String> named = all(NAMED, Files.readString(DOCS.resolve("operations.md")));
        named.addAll(all(NAMED, list));
        named.removeIf(name -> OTHERS.matcher(name).matches());
        assertThat(there).as("/metrics shows what the pages name").containsAll(named);
        assertThat(all(NAMED, list)).as("metrics.md lists what is ours").containsAll(all(OURS, shown));
    }

    private static Set<String> all(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        for (Matcher found = pattern.matcher(text); found.find(); ) {
            names.add(found.group(1));
        }
        return names;
    }
}
