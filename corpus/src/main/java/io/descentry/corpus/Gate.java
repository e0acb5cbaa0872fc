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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scorecard must reach. A properties file of:
 *
 * <ul>
 *   <li>{@code recall.KIND.min}: least share of the labelled runs on which a kind is detected, 0 to 1
 *   <li>{@code recall.macro.min}: the same for the mean over the kinds
 *   <li>{@code delay.KIND.median.max}: greatest median delay, steps
 *   <li>{@code healthy.alarmed.max}: greatest share of the healthy runs with a warning or critical alert, 0 to 1
 * </ul>
 */
public final class Gate {
    private static final Pattern RECALL = Pattern.compile("recall\\.([a-z_]+)\\.min");
    private static final Pattern DELAY = Pattern.compile("delay\\.([a-z_]+)\\.median\\.max");
    private static final String HEALTHY = "healthy.alarmed.max";

    private final SortedMap<String, Double> bounds;

    private Gate(SortedMap<String, Double> bounds) {
        this.bounds = bounds;
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
        var bounds = new TreeMap<String, Double>();
        var problems = new ArrayList<String>();
        for (String key : properties.stringPropertyNames()) {
            String text = properties.getProperty(key, "").strip();
            double value = number(text);
            double most = DELAY.matcher(key).matches() ? Double.MAX_VALUE : 1;
            if (!key.equals(HEALTHY)
                    && !RECALL.matcher(key).matches()
                    && !DELAY.matcher(key).matches()) {
                problems.add("unknown key " + key);
            } else if (!(value >= 0 && value <= most)) {
                problems.add(key + " is out of range: " + text);
            }
            bounds.put(key, value);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(file + ": " + String.join("; ", problems));
        }
        return new Gate(bounds);
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
        var unmet = new ArrayList<String>();
        bounds.forEach((key, bound) -> {
            OptionalDouble reached = measure(key, card);
            boolean least = key.endsWith(".min");
            if (reached.isEmpty()) {
                unmet.add(key + ": nothing to measure");
            } else if (least ? reached.getAsDouble() < bound : reached.getAsDouble() > bound) {
                unmet.add(String.format(Locale.ROOT, "%s: %.4g, wanted %.4g", key, reached.getAsDouble(), bound));
            }
        });
        return unmet;
    }

    private static OptionalDouble measure(String key, Scorecard card) {
        if (key.equals(HEALTHY)) {
            return card.healthyRuns() == 0 ? OptionalDouble.empty() : OptionalDouble.of(card.alarmedShare());
        }
        Matcher delay = DELAY.matcher(key);
        if (delay.matches()) {
            return kind(card, delay.group(1)).map(KindScore::medianDelay).orElse(OptionalDouble.empty());
        }
        Matcher recall = RECALL.matcher(key);
        if (!recall.matches()) {
            return OptionalDouble.empty();
        }
        return recall.group(1).equals("macro")
                ? card.macroRecall()
                : kind(card, recall.group(1)).map(KindScore::recall).orElse(OptionalDouble.empty());
    }

    private static Optional<KindScore> kind(Scorecard card, String id) {
        return card.kinds().stream().filter(kind -> kind.kind().equals(id)).findFirst();
    }
}
