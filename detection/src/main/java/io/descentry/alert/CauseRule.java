package io.descentry.alert;

import io.descentry.alert.AlertChange.Cause;
import java.util.Optional;
import java.util.function.Function;

/**
 * One possible cause of a kind of alert.
 *
 * @param id stable, unique within the kind
 * @param base score in 0 to 1 while nothing speaks for it
 * @param why what it would mean, in words
 * @param remedy what to try against it, in words
 * @param clue what in the scene speaks for it, in words; empty if nothing does
 */
record CauseRule(String id, double base, String why, String remedy, Function<Scene, Optional<String>> clue) {
    /** How much of the distance to certainty a clue takes away. */
    private static final double WEIGHT_OF_CLUE = 0.7;

    static CauseRule plain(String id, double base, String why, String remedy) {
        return new CauseRule(id, base, why, remedy, scene -> Optional.empty());
    }

    Cause judge(Scene scene) {
        return clue.apply(scene)
                .map(evidence -> new Cause(id, withClue(), why + ": " + evidence))
                .orElseGet(() -> new Cause(id, base, why));
    }

    /** To two places: the score ranks causes, and more digits would claim more. */
    private double withClue() {
        return Math.round(100 * (base + WEIGHT_OF_CLUE * (1 - base))) / 100.0;
    }
}
