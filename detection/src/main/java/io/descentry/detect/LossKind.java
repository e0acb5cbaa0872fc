package io.descentry.detect;

import io.descentry.reading.JobFacts;
import java.util.Locale;

/** What is known about losses of a kind whatever they are used for. */
public enum LossKind {
    /** Cross-entropy over classes; 0 or above, ln of the number of classes at chance. */
    CROSS_ENTROPY,
    /** Cross-entropy of yes and no; 0 or above, ln 2 at chance. */
    BINARY_CROSS_ENTROPY,
    /** Divergence of distributions; 0 or above, but a sampled one may be below by noise. */
    DIVERGENCE,
    /** Distances, margins and what else is 0 or above and has no value at chance. */
    NON_NEGATIVE,
    /** Any other; nothing is known. */
    OTHER;

    /** The kind of a job's loss, however its name is written. */
    static LossKind of(JobFacts facts) {
        if (facts.lossKind() == null) {
            return OTHER;
        }
        String name = facts.lossKind().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return switch (name.replaceFirst("loss$", "")) {
            case "crossentropy",
                    "ce",
                    "categoricalcrossentropy",
                    "sparsecategoricalcrossentropy",
                    "softmaxcrossentropy" -> CROSS_ENTROPY;
            case "nll", "negativeloglikelihood" -> facts.numClasses() > 1 ? CROSS_ENTROPY : OTHER; // or a density's
            case "bce", "binarycrossentropy", "bcewithlogits", "sigmoidcrossentropy" -> BINARY_CROSS_ENTROPY;
            case "kl", "kld", "kldiv", "kldivergence", "kullbackleibler" -> DIVERGENCE;
            case "mse",
                    "meansquarederror",
                    "l2",
                    "mae",
                    "meanabsoluteerror",
                    "l1",
                    "smoothl1",
                    "huber",
                    "hinge",
                    "triplet",
                    "tripletmargin",
                    "focal",
                    "ctc" -> NON_NEGATIVE;
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
