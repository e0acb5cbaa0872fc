package io.descentry.detect;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known about losses of a kind whatever they are used for. */
public enum LossKind {
    /** Cross-entropy over classes; 0 or above, ln of the number of classes at chance. */
    CROSS_ENTROPY,
    /** Cross-entropy of yes and no; 0 or above, ln 2 at chance. */
    BINARY_CROSS_ENTROPY,
    /** Divergence of distributions; 0 or above, but a sampled one may be below by noise. */
    DIVERGENCE,
    /** Distance from a target; 0 or above, at chance as large as the target's spread. */
    DISTANCE,
    /** Any other; nothing is known. */
    OTHER;

    /** The kind of a name that a trainer may use, however it is written. */
    public static LossKind of(@Nullable String name) {
        if (name == null) {
            return OTHER;
        }
        return switch (name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").replaceFirst("loss$", "")) {
            case "crossentropy",
                    "ce",
                    "categoricalcrossentropy",
                    "sparsecategoricalcrossentropy",
                    "softmaxcrossentropy" -> CROSS_ENTROPY;
            case "bce", "binarycrossentropy", "bcewithlogits", "sigmoidcrossentropy" -> BINARY_CROSS_ENTROPY;
            case "kl", "kld", "kldiv", "kldivergence", "kullbackleibler" -> DIVERGENCE;
            case "mse", "meansquarederror", "l2", "mae", "meanabsoluteerror", "l1", "smoothl1", "huber" -> DISTANCE;
            default -> OTHER;
        };
    }

    /** Loss of a model that guesses among so many classes; NaN if this kind has none. */
    double atChance(int classes) {
        return switch (this) {
            case CROSS_ENTROPY -> classes > 1 ? Math.log(classes) : Double.NaN;
            case BINARY_CROSS_ENTROPY -> Math.log(2);
            default -> Double.NaN;
        };
    }

    /** Whether it is measured in nats, so that equal values mean the same in all runs. */
    boolean isInNats() {
        return this == CROSS_ENTROPY || this == BINARY_CROSS_ENTROPY;
    }
}
