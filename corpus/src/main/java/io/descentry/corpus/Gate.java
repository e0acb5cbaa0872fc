package io.descentry.corpus;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scorecard must reach. A properties file of bounds; shares are from 0 to 1, alerts are those that reach warning or
 * critical.
 *
 * <ul>
 *   <li>{@code recall.KIND.min}: least share of the labelled runs on which a kind is detected
 *   <li>{@code recall.macro.min}: the same for the mean over the kinds
 *   <li>{@code precision.KIND.min}: least share of the detected runs in themselves and the false alarms of a kind
 *   <li>{@code precision.macro.min}: the same for the mean over the kinds
 *   <li>{@code delay.KIND.median.max}, {@code delay.KIND.worst.max}: greatest delay, steps
 *   <li>{@code cause.first.min}, {@code cause.top3.min}: least share of the known causes that are named first or among the
 *       first three
 *   <li>{@code ranks.min}: least share of the labelled ranks that are named
 *   <li>{@code healthy.alarmed.max}: greatest share of the healthy runs with an alert
 *   <li>{@code healthy.alarms.per.run.max}: greatest number of alerts for each healthy run
 *   <li>{@code healthy.alarms.per.thousand.steps.max}: the same for 1,000 of their steps
 *   <li>{@code faulty.strays.per.run.max}: greatest number of alerts for each faulty run that belong to no label
 * </ul>
 */
public final class Gate {
    private static final List<Measure> MEASURES = List.of(
            Measure.share("recall.macro.min", Scorecard::macroRecall),
            Measure.share("precision.macro.min", Scorecard::macroPrecision),
            Measure.share("cause.first.min", card -> card.causes().firstShare()),
            Measure.share("cause.top3.min", card -> card.causes().shortlistedShare()),
            Measure.share("ranks.min", card -> card.ranks().share()),
            Measure.share("healthy.alarmed.max", card -> card.healthy().alarmedShare()),
            Measure.count("healthy.alarms.per.run.max", card -> card.healthy().alarmsPerRun()),
            Measure.count(
                    "healthy.alarms.per.thousand.steps.max",
                    card -> card.healthy().alarmsPerThousandSteps()),
            Measure.count("faulty.strays.per.run.max", Scorecard::straysPerFaultyRun),
            Measure.ofKind("recall.KIND.min", 1, KindScore::recall),
            Measure.ofKind("precision.KIND.min", 1, KindScore::precision),
            Measure.ofKind("delay.KIND.median.max", Double.MAX_VALUE, KindScore::medianDelay),
            Measure.ofKind("delay.KIND.worst.max", Double.MAX_VALUE, Gate::worstDelay));

    private final List<Bound> bounds;

    private Gate(List<Bound> bounds) {
        this.bounds = List.copyOf(bounds);
    }

    /**
     * One figure of a scorecard that can be bounded.
     *
     * @param key of its bound, with KIND in the place of a kind
     * @param most greatest bound that makes sense
     * @param figure of a scorecard and the kind in the key
     */
    private record Measure(String key, double most, BiFunction<Scorecard, String, OptionalDouble> figure) {
        static Measure share(String key, Function<Scorecard, OptionalDouble> figure) {
            return new Measure(key, 1, (card, kind) -> figure.apply(card));
        }

        static Measure count(String key, Function<Scorecard, OptionalDouble> figure) {
            return new Measure(key, Double.MAX_VALUE, (card, kind) -> figure.apply(card));
        }

        static Measure ofKind(String key, double most, Function<KindScore, OptionalDouble> figure) {
            return new Measure(
                    key,
                    most,
                    (card, kind) -> card.kinds().stream()
                            .filter(score -> score.kind().equals(kind))
                            .findFirst()
                            .map(figure)
                            .orElse(OptionalDouble.empty()));
        }

        /** The bound that a line of the file means, if it means this figure. */
        Optional<Bound> bound(String line, double value) {
            Matcher match = Pattern.compile(key.replace(".", "\\.").replace("KIND", "([a-z_]+)"))
                    .matcher(line);
            if (!match.matches()) {
                return Optional.empty();
            }
            String kind = match.groupCount() == 0 ? "" : match.group(1);
            return Optional.of(new Bound(line, value, most, card -> figure.apply(card, kind)));
        }
    }

    private record Bound(String key, double value, double most, Function<Scorecard, OptionalDouble> figure) {
        boolean makesSense() {
            return value >= 0 && value <= most;
        }

        Optional<String> unmetBy(Scorecard card) {
            OptionalDouble reached = figure.apply(card);
            if (reached.isEmpty()) {
                return Optional.of(key + ": nothing to measure");
            }
            boolean met = key.endsWith(".min") ? reached.getAsDouble() >= value : reached.getAsDouble() <= value;
            return met
                    ? Optional.empty()
                    : Optional.of(
                            String.format(Locale.ROOT, "%s: %.4g, wanted %.4g", key, reached.getAsDouble(), value));
        }
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException with all problems if a key is unknown or a value is not a number of its range
     */
    public static Gate read(Path file) throws IOException {
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        var bounds = new ArrayList<Bound>();
        var problems = new ArrayList<String>();
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            String text = properties.getProperty(key, "").strip();
            Optional<Bound> bound = bound(key, number(text));
            if (bound.isEmpty()) {
                problems.add("unknown key " + key);
            } else if (!bound.get().makesSense()) {
                problems.add(key + " is out of range: " + text);
            }
            bound.ifPresent(bounds::add);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(file + ": " + String.join("; ", problems));
        }
        return new Gate(bounds);
    }

    private static Optional<Bound> bound(String key, double value) {
        return MEASURES.stream()
                .flatMap(measure -> measure.bound(key, value).stream())
                .findFirst();
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** What the scorecard fails to reach, in words; empty if it passes. A bound that cannot be measured is not reached. */
    public List<String> unmet(Scorecard card) {
        return bounds.stream().flatMap(bound -> bound.unmetBy(card).stream()).toList();
    }

    private static OptionalDouble worstDelay(KindScore score) {
        return score.worstDelay().isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) score.worstDelay().getAsLong());
    }
}
