package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.reading.StepReading;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Clues in the terms of the loss. */
final class TermClues {
    /** Terms of scaled targets and of classes start between about 0.1 and 10. */
    private static final double HUGE = 1000;

    private static final double TINY = 0.01;
    private static final double STUCK = 0.75;
    /** Readings before it can be said that a term does not fall. */
    private static final long SOME = 32;

    private TermClues() {}

    /** A term started so large that its targets have a unit. */
    static Optional<Sign> huge(Scene scene) {
        Map.Entry<String, Double> most = extreme(scene, true);
        return most == null
                ? Optional.empty()
                : Sign.of(
                        most.getValue() > HUGE,
                        "term " + most.getKey() + " began at " + number(most.getValue()),
                        "no term began above " + number(most.getValue()));
    }

    /** A term started so small that somebody must have made it so. */
    static Optional<Sign> tiny(Scene scene) {
        Map.Entry<String, Double> least = extreme(scene, false);
        return least == null
                ? Optional.empty()
                : Sign.of(
                        least.getValue() < TINY,
                        "term " + least.getKey() + " began at " + number(least.getValue()),
                        "no term began below " + number(least.getValue()));
    }

    private static Map.@org.jspecify.annotations.Nullable Entry<String, Double> extreme(Scene scene, boolean largest) {
        Map.Entry<String, Double> found = null;
        for (Map.Entry<String, Double> term : scene.run().terms().first().entrySet()) {
            double size = term.getValue();
            if (!isPenalty(term.getKey())
                    && (found == null || (largest ? size > found.getValue() : size < found.getValue()))) {
                found = term;
            }
        }
        return found;
    }

    private static boolean isPenalty(String name) {
        String term = name.toLowerCase(Locale.ROOT);
        return term.contains("reg") || term.contains("penalty") || term.contains("decay");
    }

    /** The penalty is about as large as at the start. */
    static Optional<Sign> stuck(Scene scene) {
        StepReading reading = scene.reading();
        if (reading == null || scene.run().readings() < SOME) {
            return Optional.empty();
        }
        for (Map.Entry<String, Double> first : scene.run().terms().first().entrySet()) {
            int at = reading.lossTerms().find(first.getKey());
            if (isPenalty(first.getKey()) && at >= 0) {
                double now = reading.lossTerms().value(at);
                String words = "term " + first.getKey() + " went from " + number(first.getValue()) + " to "
                        + number(now) + " in " + scene.run().readings() + " readings";
                return Sign.of(now > STUCK * first.getValue(), words, words);
            }
        }
        return Optional.empty();
    }

    /** At the start the penalty was the larger part of the loss. */
    static Optional<Sign> regularizationCounted(Scene scene) {
        double penalty = 0;
        double rest = 0;
        for (Map.Entry<String, Double> term : scene.run().terms().first().entrySet()) {
            if (isPenalty(term.getKey())) {
                penalty += Math.abs(term.getValue());
            } else {
                rest += Math.abs(term.getValue());
            }
        }
        return penalty == 0
                ? Optional.empty()
                : Sign.of(
                        penalty > rest,
                        "regularisation began at " + number(penalty) + ", the rest of the loss at " + number(rest),
                        "regularisation began at " + number(penalty) + ", below the rest of the loss");
    }

    /** The loss has the terms of several tasks. */
    static Optional<Sign> severalTasks(Scene scene) {
        long tasks = scene.run().terms().first().keySet().stream()
                .filter(term -> !isPenalty(term))
                .count();
        return Sign.when(tasks > 1, "the loss has terms of " + tasks + " tasks");
    }
}
