package io.descentry.it.prometheus;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The metrics that rules ask about: those that a real service and a real bridge must show. */
public final class Promised {
    private static final Path RULES = Path.of("..", "deploy", "prometheus");
    /** Recorded series have such a name between colons. */
    private static final Pattern METRIC = Pattern.compile("(?<![:\\w])(descentry|kafka|jvm)_[a-z0-9_]+");

    private Promised() {}

    /** Names of metrics in all rules. */
    public static Set<String> metrics() throws IOException {
        Set<String> names = new TreeSet<>();
        for (String file : new String[] {"recording-rules.yml", "alerting-rules.yml"}) {
            new YAMLMapper()
                    .readTree(Files.readString(RULES.resolve(file)))
                    .findValues("expr")
                    .forEach(expression -> METRIC.matcher(expression.asText())
                            .results()
                            .map(match -> match.group())
                            .forEach(names::add));
        }
        return names;
    }
}
