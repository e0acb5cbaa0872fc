package io.descentry.alert;

import io.descentry.alert.AlertChange.Cause;
import io.descentry.detect.Kind;
import java.util.Comparator;
import java.util.List;

/**
 * What may lie behind each kind of alert: the causes that practitioners name first, each with what would speak for it.
 */
final class Causes {
    private static final String RATE_HIGH = "learning_rate_too_high";
    private static final String RATE_LOW = "learning_rate_too_low";

    private static final List<CauseRule> NON_FINITE = List.of(
            new CauseRule("bad_input", 0.2, "a sample holds values that are not finite", Clues::badInput),
            new CauseRule(
                    "exploding_gradient",
                    0.3,
                    "the gradient exploded before",
                    s -> Clues.open(s, Kind.GRADIENT_EXPLOSION).or(() -> Clues.open(s, Kind.LOSS_DIVERGENCE))),
            new CauseRule(RATE_HIGH, 0.35, "the learning rate is too high", Clues::rateHigh),
            new CauseRule(
                    "undefined_gradient",
                    0.25,
                    "a square root, norm or division has no gradient at zero",
                    Clues::gradientFirst),
            new CauseRule("half_precision_overflow", 0.2, "half precision overflows", Clues::skipped),
            CauseRule.plain("log_or_division_by_zero", 0.3, "the loss takes a logarithm of zero or divides by it"),
            new CauseRule("bad_hardware", 0.1, "one device computes wrongly, or its shard is bad", Clues::oneRank));

    private static final List<CauseRule> LOSS_SPIKE = List.of(
            new CauseRule(RATE_HIGH, 0.35, "the learning rate is too high", Clues::rateHigh),
            new CauseRule(
                    "exploding_gradient",
                    0.25,
                    "a large gradient was not clipped",
                    s -> Clues.open(s, Kind.GRADIENT_EXPLOSION)),
            new CauseRule("bad_batch", 0.4, "a batch is corrupt or far from the others", Clues::badInput),
            CauseRule.plain("optimizer_state", 0.15, "the optimizer's second moment lags behind the gradient (Adam)"));

    private static final List<CauseRule> LOSS_DIVERGENCE = List.of(
            new CauseRule(RATE_HIGH, 0.6, "the learning rate is too high", Clues::rateHigh),
            new CauseRule(
                    "exploding_gradient",
                    0.3,
                    "the gradient exploded before",
                    s -> Clues.open(s, Kind.GRADIENT_EXPLOSION)),
            CauseRule.plain("data_changed", 0.25, "the data changed: another set, order or preprocessing"),
            CauseRule.plain("unbounded_loss", 0.15, "the loss has no lower bound or a wrong sign"));

    private static final List<CauseRule> GRADIENT_EXPLOSION = List.of(
            new CauseRule(RATE_HIGH, 0.4, "the learning rate is too high", Clues::rateHigh),
            new CauseRule(
                    "recurrent_without_clipping",
                    0.3,
                    "a recurrent net runs without clipping",
                    s -> Clues.hasLayer(s, "rnn", "lstm", "gru")),
            new CauseRule("bad_initialisation", 0.25, "weights start too large", Clues::fromStart),
            new CauseRule("bad_batch", 0.2, "a batch is corrupt or its targets are not scaled", Clues::badInput),
            new CauseRule("wrong_loss_scale", 0.1, "the loss scale is not undone before clipping", Clues::skipped));

    private static final List<CauseRule> PLATEAU_FROM_START = List.of(
            new CauseRule(RATE_LOW, 0.4, "the learning rate is too low", Clues::updatesSmall),
            CauseRule.plain("labels_misaligned", 0.35, "inputs do not belong to their labels, or carry no signal"),
            CauseRule.plain("vanishing_gradient", 0.3, "gradients vanish on their way to the first layers"),
            CauseRule.plain(
                    "dead_or_frozen", 0.25, "units are dead, weights all zero, or parameters not in the optimizer"),
            CauseRule.plain("slow_start", 0.2, "flat, may still start: learning from raw images can begin late"));

    private static final List<CauseRule> PLATEAU_MID = List.of(
            new CauseRule("decayed_too_early", 0.3, "the learning rate was lowered too early", Clues::rateDecayed),
            new CauseRule(
                    RATE_HIGH,
                    0.4,
                    "the rate is too high for the end phase: the loss stays on a noise floor",
                    s -> Clues.updatesLarge(s).or(() -> Clues.rateNeverLowered(s))),
            CauseRule.plain("converged", 0.25, "converged: compare with the validation loss"),
            CauseRule.plain("capacity", 0.2, "the model cannot express more"));

    private static final List<CauseRule> OVERFITTING = List.of(
            CauseRule.plain("too_little_data", 0.5, "too little data for a model of this size"),
            CauseRule.plain("no_regularisation", 0.4, "nothing holds the weights back"),
            CauseRule.plain("trained_too_long", 0.35, "the best evaluation is long past"),
            CauseRule.plain("split_drift", 0.2, "training and validation data differ"));

    private Causes() {}

    /** Causes of an alert, likeliest first. */
    static List<Cause> rank(Kind kind, Scene scene) {
        return rules(kind).stream()
                .map(rule -> rule.judge(scene))
                .sorted(Comparator.comparingDouble(Cause::score).reversed())
                .toList();
    }

    private static List<CauseRule> rules(Kind kind) {
        return switch (kind) {
            case NON_FINITE -> NON_FINITE;
            case LOSS_SPIKE -> LOSS_SPIKE;
            case LOSS_DIVERGENCE -> LOSS_DIVERGENCE;
            case GRADIENT_EXPLOSION -> GRADIENT_EXPLOSION;
            case PLATEAU_FROM_START -> PLATEAU_FROM_START;
            case PLATEAU_MID -> PLATEAU_MID;
            case OVERFITTING -> OVERFITTING;
        };
    }
}
