package io.descentry.benchmarks;

import io.descentry.detect.Kind;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs {@link DetectorsBenchmark} for each kind alone and prints what it adds to one layer, in ns: the difference between steps of
 * {@value #MANY} and of {@value #FEW} layers, less the same difference where nothing is looked for, by number of layers.
 */
/*
 * Each figure is that of the quickest iteration: on a machine that does something else too, means say more about that.
 */
public final class LayerCosts {
    private static final int FEW = 10;
    private static final int MANY = 500;
    private static final String NONE = "none";
    private static final String ALL = "all";

    private LayerCosts() {}

    /** What a step took at the quickest, in ns. */
    private record Case(String detectors, int layers) {}

    /** Arguments: those of JMH; they win over ours. */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        String[] kinds = Stream.concat(
                        Stream.of(NONE, ALL), Arrays.stream(Kind.values()).map(Kind::id))
                .toArray(String[]::new);
        CommandLineOptions asked = new CommandLineOptions(arguments);
        Options options = new OptionsBuilder()
                .parent(asked)
                .include(DetectorsBenchmark.class.getName() + ".step")
                .param(
                        "detectors",
                        asked.getParameter("detectors").orElse(List.of(kinds)).toArray(String[]::new))
                .param("layers", String.valueOf(FEW), String.valueOf(MANY))
                .forks(1)
                .warmupIterations(asked.getWarmupIterations().orElse(6))
                .warmupTime(asked.getWarmupTime().orElse(TimeValue.milliseconds(200)))
                .measurementIterations(asked.getMeasurementIterations().orElse(15))
                .measurementTime(asked.getMeasurementTime().orElse(TimeValue.milliseconds(50)))
                .build();
        System.out.print(table(quickest(new Runner(options).run())));
    }

    private static Map<Case, Double> quickest(Collection<RunResult> results) {
        Map<Case, Double> quickest = new HashMap<>();
        for (RunResult result : results) {
            var of = new Case(
                    result.getParams().getParam("detectors"),
                    Integer.parseInt(result.getParams().getParam("layers")));
            quickest.put(of, result.getPrimaryResult().getStatistics().getMin());
        }
        return quickest;
    }

    private static String table(Map<Case, Double> quickest) {
        double shared = perLayer(quickest, NONE);
        StringBuilder table = new StringBuilder("| kind | ns a layer |\n| --- | --- |\n");
        table.append(String.format(Locale.ROOT, "| what all share | %.1f |%n", shared));
        quickest.keySet().stream()
                .map(Case::detectors)
                .distinct()
                .filter(kind -> !kind.equals(NONE))
                .sorted(Comparator.comparing((String kind) -> -perLayer(quickest, kind)))
                .forEach(kind -> table.append(
                        String.format(Locale.ROOT, "| `%s` | %.1f |%n", kind, perLayer(quickest, kind) - shared)));
        return table.toString();
    }

    private static double perLayer(Map<Case, Double> quickest, String detectors) {
        double many = Objects.requireNonNull(quickest.get(new Case(detectors, MANY)));
        double few = Objects.requireNonNull(quickest.get(new Case(detectors, FEW)));
        return (many - few) / (MANY - FEW);
    }
}
