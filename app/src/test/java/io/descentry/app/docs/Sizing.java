package io.descentry.app.docs;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** How big a deployment has to be, by the model of docs/growth.md. Sizes are in the decimal units that their names say. */
final class Sizing {
    static final List<String> HEAD = List.of(
            "jobs",
            "steps/s each",
            "commits every",
            "records/s",
            "cores",
            "network in, MB/s",
            "changelogs, MB/s",
            "heap, GB",
            "state on disk, GB",
            "instances",
            "restore of one, s");

    private final CostModel cpu;
    private final Map<String, Double> given;

    /** @param given constants by their names on the page */
    Sizing(CostModel cpu, Map<String, Double> given) {
        this.cpu = cpu;
        this.given = given;
    }

    double given(String name) {
        return Objects.requireNonNull(given.get(name), "no constant: " + name);
    }

    /** Kilobytes of a job's memory. */
    double memory(int layers) {
        return given("memory of a job, kB") + given("memory of a layer, kB") * layers;
    }

    /** Memories that are written in a second: each record's, or each job's at each commit. */
    static double writes(double records, double jobs, double commitsPerSecond) {
        return Math.min(records, jobs * commitsPerSecond);
    }

    /** MB a second into changelogs, the states of jobs with them, which go to a store as well. */
    double logged(double records, double jobs, int layers, double commitsPerSecond) {
        double health = Math.min(records, jobs / given("time between two states of a job, s"));
        return (writes(records, jobs, commitsPerSecond) * memory(layers) + health * given("state of a job, kB")) / 1e3;
    }

    /** One row of the table of sizes. */
    List<String> row(int jobs, double steps, int layers, double commit) {
        double records = jobs * steps;
        double logged = logged(records, jobs, layers, 1 / commit);
        double cores = records * cpu.micros(layers, 1e3 * logged / records) / 1e6;
        double heap = jobs * (given("heap of a job, kB") + given("heap of a layer, kB") * layers) / 1e6;
        double disk = jobs * (memory(layers) + given("state of a job, kB")) * given("disk for a byte of state") / 1e6;
        double network =
                records * (given("record without layers, kB") + given("record for a layer, kB") * layers) / 1e3;
        double instances = Math.max(
                1,
                Math.max(
                        Math.ceil(cores
                                / (given("cores of an instance") * given("share of a core that is planned with"))),
                        Math.ceil(heap / given("heap of an instance for jobs, GB"))));
        double restored = jobs / instances * memory(layers) / 1e3;
        return List.of(
                String.format(Locale.ROOT, "%,d", jobs),
                number(steps),
                number(commit) + " s",
                number(records),
                number(cores),
                number(network),
                number(logged),
                number(heap),
                number(disk),
                number(instances),
                number(restored / given("restore, MB/s")));
    }

    /** Two digits that count. */
    private static String number(double value) {
        if (value >= 100) {
            double unit = Math.pow(10, Math.floor(Math.log10(value)) - 1);
            return String.format(Locale.ROOT, "%,.0f", Math.round(value / unit) * unit);
        }
        if (value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return value >= 10
                ? String.format(Locale.ROOT, "%.0f", value)
                : value >= 1 ? String.format(Locale.ROOT, "%.1f", value) : String.format(Locale.ROOT, "%.2f", value);
    }
}
