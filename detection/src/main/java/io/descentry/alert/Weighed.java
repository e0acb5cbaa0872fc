package io.descentry.alert;

import java.util.Optional;
import java.util.function.Function;

/**
 * A clue with what it is worth for a cause.
 *
 * @param name as written in the data: a clue, {@code after.<kind>} or {@code with.<subject>}, perhaps with {@code !} in front
 * @param look where to look for it
 * @param present whether it counts where it is there; else it counts where it is certainly not there
 * @param weight in nats of log odds, above 0: 1 is a hint, 2 is strong, 4 is next to a proof
 */
record Weighed(String name, Function<Scene, Optional<Sign>> look, boolean present, double weight) {

    /** In words, if it counts in this scene. */
    Optional<String> words(Scene scene) {
        return look.apply(scene).filter(sign -> sign.holds() == present).map(Sign::words);
    }
}
