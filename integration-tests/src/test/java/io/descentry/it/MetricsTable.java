package io.descentry.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The table of metrics in docs/operations.md, and what a running service shows: the same names, labels and meanings. */
final class MetricsTable {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final String BEGIN = "<!-- made: metrics -->\n";
    private static final String END = "<!-- end: metrics -->";
    private static final String HEAD = "| metric | labels | meaning |\n| --- | --- | --- |\n";

    private static final Pattern HELP = Pattern.compile("^# HELP ((?:descentry|kafka)_\\w+) ?(.*)$", Pattern.MULTILINE);
    private static final Pattern SAMPLE =
            Pattern.compile("^((?:descentry|kafka)_\\w+)(?:\\{(.*)})? \\S+$", Pattern.MULTILINE);
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");
    private static final Pattern NAME =
            Pattern.compile("(?<=`)(?:descentry|kafka|jvm|process|system)_[a-z_]*[a-z](?=[`{])");
    private static final Pattern ROW = Pattern.compile("^\\| `(\\w+)` \\|.*$", Pattern.MULTILINE);

    private MetricsTable() {}

    /**
     * Whatever is shown stands in the table as it is; and what stands there is shown, or is one of those that come with what they
     * count. With -Dapprove=true the table is first made of what is shown and of these.
     *
     * @param shown in Prometheus' text format
     * @param rare metrics that need not be there
     */
    static void holds(String shown, Set<String> rare) throws IOException {
        Map<String, String> now = rows(shown);
        if (Boolean.getBoolean("approve")) {
            Map<String, String> all = onThePage();
            all.keySet().removeIf(name -> !rare.contains(name));
            all.putAll(now);
            String text = Files.readString(PAGE);
            Files.writeString(
                    PAGE,
                    text.substring(0, text.indexOf(BEGIN) + BEGIN.length())
                            + HEAD
                            + String.join("", all.values())
                            + text.substring(text.indexOf(END)));
        }
        Map<String, String> page = onThePage();
        assertThat(page).as("docs/operations.md has what /metrics shows").containsAllEntriesOf(now);
        Set<String> gone = new TreeSet<>(page.keySet());
        gone.removeAll(now.keySet());
        assertThat(rare).as("/metrics shows what docs/operations.md has").containsAll(gone);
        String text = Files.readString(PAGE);
        String prose = text.substring(0, text.indexOf(BEGIN)) + text.substring(text.indexOf(END));
        assertThat(NAME.matcher(prose).results().map(MatchResult::group))
                .as("metrics that docs/operations.md speaks of")
                .allMatch(name -> rare.contains(name) || shown.contains("\n" + name));
    }

    private static Map<String, String> onThePage() throws IOException {
        String text = Files.readString(PAGE);
        return ROW.matcher(text.substring(text.indexOf(BEGIN), text.indexOf(END)))
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1), row -> row.group() + "\n", (one, other) -> one, TreeMap::new));
    }

    /** A row for each metric, by name. */
    private static Map<String, String> rows(String shown) {
        Map<String, Set<String>> labels = new TreeMap<>();
        SAMPLE.matcher(shown)
                .results()
                .forEach(sample -> labels.computeIfAbsent(
                                sample.group(1).replaceFirst("_(bucket|count|sum)$", ""), absent -> new TreeSet<>())
                        .addAll(names(sample)));
        Map<String, String> rows = new TreeMap<>();
        HELP.matcher(shown)
                .results()
                .forEach(help -> rows.put(
                        help.group(1),
                        "| `" + help.group(1) + "` | "
                                + labels.getOrDefault(help.group(1), Set.of()).stream()
                                        .filter(label -> !label.equals("le"))
                                        .map(label -> "`" + label + "`")
                                        .collect(Collectors.joining(", "))
                                + " | " + help.group(2).strip() + " |\n"));
        return rows;
    }

    private static Set<String> names(MatchResult sample) {
        return sample.group(2) == null
                ? Set.of()
                : LABEL.matcher(sample.group(2))
                        .results()
                        .map(label -> label.group(1))
                        .collect(Collectors.toSet());
    }
}
