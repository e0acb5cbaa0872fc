package io.descentry.peer;

import io.descentry.detect.Kind;

/** The same way of falling ill: kinds that one common cause shows as, now as the one and now as the other. */
enum Manner {
    /** A flipped bit, a bad shard or too high a rate blows numbers up; which rule sees it first is chance. */
    NUMERICS("NaN, divergence or ranks that disagree"),
    /** A host that is gone leaves silent ranks, and a job that waits for them. */
    LIVENESS("silence or standstill"),
    /** A throttled device or a slow link. */
    SLOWNESS("slow ranks"),
    /** What is fed is not what it was. */
    DATA("unusual inputs or labels"),
    /** Everything that shows as a loss which does not do what it should. */
    LEARNING("poor learning");

    private static final Manner[] ALL = values();

    private final String words;

    Manner(String words) {
        this.words = words;
    }

    /** How it shows, in words. */
    String words() {
        return words;
    }

    static int count() {
        return ALL.length;
    }

    static Manner at(int ordinal) {
        return ALL[ordinal];
    }

    /** How a job is ill that has an alert of a kind. */
    static Manner of(Kind kind) {
        return switch (kind.id()) {
            case "non_finite",
                    "loss_spike",
                    "loss_divergence",
                    "gradient_explosion",
                    "impossible_loss",
                    "rank_desync",
                    "sdc_suspected" -> NUMERICS;
            case "silent_rank", "stalled_job" -> LIVENESS;
            case "straggler" -> SLOWNESS;
            case "input_scale", "single_class_batches", "class_imbalance", "label_misalignment", "bad_initial_loss" ->
                DATA;
            default -> LEARNING;
        };
    }
}
