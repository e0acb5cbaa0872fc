package io.descentry.alert;

import static io.descentry.alert.CauseRule.plain;
import static java.util.Map.entry;

import io.descentry.detect.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What to say about alerts, by kind: the causes that practitioners name first, each with what would speak for it and what to
 * try. A kind needs no guide: it is then told by its name, and its runbook says the rest.
 */
final class Guides {
    private static final String RATE_HIGH = "learning_rate_too_high";
    private static final String RATE_LOW = "learning_rate_too_low";
    private static final String RATE_WAS_HIGH = "the learning rate was too high";
    private static final String LOWER_RATE = "lower the learning rate or check its schedule";
    private static final String CLIP = "clip gradients by norm";
    private static final String LOOK_AT_BATCH = "look at the batch of the named step";
    private static final String EXPLODED = "exploding_gradient";

    private static final Guide NON_FINITE = new Guide(
            "A value of the training is NaN or infinite.",
            List.of(
                    new CauseRule(
                            "bad_input",
                            0.2,
                            "a sample holds values that are not finite",
                            "check the samples of the named step",
                            Clues::badInput),
                    new CauseRule(
                            EXPLODED,
                            0.3,
                            "the gradient exploded before",
                            CLIP,
                            s -> Clues.open(s, Kind.GRADIENT_EXPLOSION).or(() -> Clues.open(s, Kind.LOSS_DIVERGENCE))),
                    new CauseRule(
                            RATE_HIGH, 0.35, RATE_WAS_HIGH, "lower the learning rate or warm it up", Clues::rateHigh),
                    new CauseRule(
                            "undefined_gradient",
                            0.25,
                            "a square root, norm or division has no gradient at zero",
                            "add an epsilon inside sqrt, norm and division",
                            Clues::gradientFirst),
                    new CauseRule(
                            "half_precision_overflow",
                            0.2,
                            "half precision overflows",
                            "scale inputs and targets, use bfloat16 or a lower loss scale",
                            Clues::skipped),
                    plain(
                            "log_or_division_by_zero",
                            0.3,
                            "the loss takes a logarithm of zero or divides by it",
                            "add an epsilon inside log and division"),
                    new CauseRule(
                            "bad_hardware",
                            0.1,
                            "one device computes wrongly, or its shard is bad",
                            "drain the host if one rank alone is ill",
                            Clues::oneRank)),
            List.of());

    private static final Guide LOSS_SPIKE = new Guide(
            "The training loss leapt far above its level.",
            List.of(
                    new CauseRule(RATE_HIGH, 0.35, RATE_WAS_HIGH, LOWER_RATE, Clues::rateHigh),
                    new CauseRule(
                            EXPLODED,
                            0.25,
                            "a large gradient was not clipped",
                            CLIP,
                            s -> Clues.open(s, Kind.GRADIENT_EXPLOSION)),
                    new CauseRule(
                            "bad_batch",
                            0.4,
                            "a batch is corrupt or far from the others",
                            LOOK_AT_BATCH,
                            Clues::badInput),
                    plain(
                            "optimizer_state",
                            0.15,
                            "the optimizer's second moment lags behind the gradient (Adam)",
                            "lower Adam's beta2")),
            List.of("restart some 100 steps before the spike and skip its batches"));

    private static final Guide LOSS_DIVERGENCE = new Guide(
            "The training loss rises and does not come back.",
            List.of(
                    new CauseRule(RATE_HIGH, 0.6, RATE_WAS_HIGH, LOWER_RATE, Clues::rateHigh),
                    new CauseRule(
                            EXPLODED,
                            0.3,
                            "the gradient exploded before",
                            CLIP,
                            s -> Clues.open(s, Kind.GRADIENT_EXPLOSION)),
                    plain(
                            "data_changed",
                            0.25,
                            "the data changed: another set, order or preprocessing",
                            "compare the data before and after, and shuffle them"),
                    plain(
                            "unbounded_loss",
                            0.15,
                            "the loss has no lower bound or a wrong sign",
                            "check the sign of each term of the loss")),
            List.of("go back to the last good checkpoint"));

    private static final Guide GRADIENT_EXPLOSION = new Guide(
            "The gradient is many times larger than it should be.",
            List.of(
                    new CauseRule(RATE_HIGH, 0.4, RATE_WAS_HIGH, LOWER_RATE, Clues::rateHigh),
                    new CauseRule(
                            "recurrent_without_clipping",
                            0.3,
                            "a recurrent net runs without clipping",
                            CLIP,
                            s -> Clues.hasLayer(s, "rnn", "lstm", "gru")),
                    new CauseRule(
                            "bad_initialisation",
                            0.25,
                            "weights start too large",
                            "initialise with Xavier or Kaiming",
                            Clues::fromStart),
                    new CauseRule(
                            "bad_batch",
                            0.2,
                            "a batch is corrupt or its targets are not scaled",
                            "normalise inputs and targets",
                            Clues::badInput),
                    new CauseRule(
                            "wrong_loss_scale",
                            0.1,
                            "the loss scale is not undone before clipping",
                            "unscale gradients before they are clipped",
                            Clues::skipped)),
            List.of(CLIP));

    private static final Guide PLATEAU_FROM_START = new Guide(
            "The training loss has not fallen since the start.",
            List.of(
                    new CauseRule(
                            RATE_LOW,
                            0.4,
                            "the learning rate is too low",
                            "raise the learning rate by 10",
                            Clues::updatesSmall),
                    plain(
                            "labels_misaligned",
                            0.35,
                            "inputs do not belong to their labels, or carry no signal",
                            "check that inputs and labels belong together"),
                    plain(
                            "vanishing_gradient",
                            0.3,
                            "gradients vanish on their way to the first layers",
                            "start from pre-trained first layers, or add normalisation"),
                    plain(
                            "dead_or_frozen",
                            0.25,
                            "units are dead, weights all zero, or parameters not in the optimizer",
                            "check requires_grad and the optimizer's parameter groups"),
                    plain(
                            "slow_start",
                            0.2,
                            "flat, may still start: learning from raw images can begin late",
                            "wait as long as a sister run took to start")),
            List.of("overfit two samples first"));

    private static final Guide PLATEAU_MID = new Guide(
            "The training loss stopped falling before it was low.",
            List.of(
                    new CauseRule(
                            "decayed_too_early",
                            0.3,
                            "the learning rate was lowered too early",
                            "lower the learning rate later",
                            Clues::rateDecayed),
                    new CauseRule(
                            RATE_HIGH,
                            0.4,
                            "the rate is too high for the end phase: the loss stays on a noise floor",
                            "divide the learning rate by 10",
                            s -> Clues.updatesLarge(s).or(() -> Clues.rateNeverLowered(s))),
                    plain(
                            "converged",
                            0.25,
                            "converged: compare with the validation loss",
                            "compare with the validation loss: it may have converged"),
                    plain("capacity", 0.2, "the model cannot express more", "use a larger model")),
            List.of());

    private static final Guide OVERFITTING = new Guide(
            "The validation loss rises while the training loss falls.",
            List.of(
                    plain(
                            "too_little_data",
                            0.5,
                            "too little data for a model of this size",
                            "use more data or a smaller model"),
                    plain(
                            "no_regularisation",
                            0.4,
                            "nothing holds the weights back",
                            "add dropout, weight decay or augmentation"),
                    plain("trained_too_long", 0.35, "the best evaluation is long past", "stop at the best evaluation"),
                    plain(
                            "split_drift",
                            0.2,
                            "training and validation data differ",
                            "compare the data of both splits")),
            List.of("stop at the best evaluation"));

    private static final Map<Kind, Guide> BY_KIND = Map.ofEntries(
            entry(Kind.NON_FINITE, NON_FINITE),
            entry(Kind.LOSS_SPIKE, LOSS_SPIKE),
            entry(Kind.LOSS_DIVERGENCE, LOSS_DIVERGENCE),
            entry(Kind.GRADIENT_EXPLOSION, GRADIENT_EXPLOSION),
            entry(Kind.PLATEAU_FROM_START, PLATEAU_FROM_START),
            entry(Kind.PLATEAU_MID, PLATEAU_MID),
            entry(Kind.OVERFITTING, OVERFITTING));

    private Guides() {}

    static Guide of(Kind kind) {
        Guide known = BY_KIND.get(kind);
        return known == null ? unwritten(kind) : known;
    }

    /** What is said about a kind of which nothing but its name is known. */
    static Guide unwritten(Kind kind) {
        String words = kind.id().replace('_', ' ');
        String sentence = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + '.';
        return new Guide(sentence, List.of(), List.of("see the runbook " + kind.alertName()));
    }
}
