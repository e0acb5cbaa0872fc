package io.descentry.app.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One load that the benchmark measured.
 *
 * @param what it is, in the benchmark's words
 * @param rate records a second
 * @param layers of each job, with 8 statistics
 * @param commit time between commits, seconds
 * @param micros CPU of the service for a record, microseconds
 * @param logged growth of the changelogs, MB a second
 */
record Measured(String what, double rate, int jobs, int layers, double commit, double micros, double logged) {
    static final List<String> HEAD = List.of(
            "load", "records/s", "jobs", "layers", "commit every, s", "CPU of a record, µs", "changelogs, MB/s");

    private static final Pattern LAYERS = Pattern.compile("(\\d+) layers");
    private static final Pattern COMMITS = Pattern.compile("commits every (\\d+) (ms|s)");
    private static final Pattern JOBS = Pattern.compile("([\\d,]+) jobs at [\\d,]+/s, commits every (\\d+) s");

    /** What the benchmark compares all designs with, as it is laid out. */
    private static final Measured BASE = new Measured("all designs", 0, 1_000, 50, 1, 0, 0);

    /** The loads of a result of {@code bench --json} that the model is about: one rank, one thread, one step a record. */
    static List<Measured> of(JsonNode bench) {
        List<Measured> loads = new ArrayList<>();
        loads.add(BASE.with(bench.path("peers").path("product")));
        for (JsonNode cell : bench.path("grid")) {
            varied(cell.path("what").asText()).ifPresent(load -> loads.add(load.with(cell)));
        }
        return loads;
    }

    private static Optional<Measured> varied(String what) {
        return match(LAYERS, what)
                .map(found -> BASE.varied(what, BASE.jobs, number(found.group(1)), BASE.commit))
                .or(() -> match(COMMITS, what)
                        .map(found -> BASE.varied(
                                what,
                                BASE.jobs,
                                BASE.layers,
                                number(found.group(1)) / (found.group(2).equals("ms") ? 1e3 : 1))))
                .or(() -> match(JOBS, what)
                        .map(found -> BASE.varied(what, number(found.group(1)), BASE.layers, number(found.group(2)))));
    }

    private static Optional<MatchResult> match(Pattern pattern, String what) {
        Matcher matcher = pattern.matcher(what);
        return matcher.matches() ? Optional.of(matcher) : Optional.empty();
    }

    private static int number(String text) {
        return Integer.parseInt(text.replace(",", ""));
    }

    private Measured varied(String other, int otherJobs, int otherLayers, double otherCommit) {
        return new Measured(other, rate, otherJobs, otherLayers, otherCommit, micros, logged);
    }

    private Measured with(JsonNode figures) {
        return new Measured(
                what,
                figures.path("records_per_s").path("median").asDouble(),
                jobs,
                layers,
                commit,
                figures.path("cpu_us").path("median").asDouble(),
                figures.path("changelog_bytes_per_s").path("median").asDouble() / 1e6);
    }

    /** The line of a table that {@link #row} wrote. */
    static Measured of(List<String> cells) {
        return new Measured(
                cells.get(0),
                decimal(cells.get(1)),
                number(cells.get(2)),
                number(cells.get(3)),
                decimal(cells.get(4)),
                decimal(cells.get(5)),
                decimal(cells.get(6)));
    }

    private static double decimal(String text) {
        return Double.parseDouble(text.replace(",", ""));
    }

    List<String> row() {
        return List.of(
                what,
                String.format(Locale.ROOT, "%,.0f", rate),
                String.format(Locale.ROOT, "%,d", jobs),
                Integer.toString(layers),
                commit < 1 ? Double.toString(commit) : String.format(Locale.ROOT, "%.0f", commit),
                String.format(Locale.ROOT, "%.2f", micros),
                String.format(Locale.ROOT, "%.2f", logged));
    }
}
