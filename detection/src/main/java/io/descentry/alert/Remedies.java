package io.descentry.alert;

import io.descentry.detect.Kind;
import java.util.List;

/** What to say about each kind of alert, and what to try, best first. */
final class Remedies {
    private Remedies() {}

    /** One sentence, the same for all alerts of the kind. */
    static String summary(Kind kind) {
        return switch (kind) {
            case NON_FINITE -> "A value of the training is NaN or infinite.";
            case LOSS_SPIKE -> "The training loss leapt far above its level.";
            case LOSS_DIVERGENCE -> "The training loss rises and does not come back.";
            case GRADIENT_EXPLOSION -> "The gradient is many times larger than it should be.";
            case PLATEAU_FROM_START -> "The training loss has not fallen since the start.";
            case PLATEAU_MID -> "The training loss stopped falling before it was low.";
            case OVERFITTING -> "The validation loss rises while the training loss falls.";
        };
    }

    static List<String> of(Kind kind) {
        return switch (kind) {
            case NON_FINITE ->
                List.of(
                        "clip gradients by norm",
                        "lower the learning rate or warm it up",
                        "add an epsilon inside log, sqrt and division",
                        "check the samples of the named step",
                        "scale inputs and regression targets",
                        "use bfloat16 or a lower loss scale",
                        "drain the host if one rank alone is ill");
            case LOSS_SPIKE ->
                List.of(
                        "look at the batch of the named step",
                        "clip gradients by norm",
                        "lower the learning rate",
                        "restart some 100 steps before the spike and skip its batches");
            case LOSS_DIVERGENCE ->
                List.of(
                        "go back to the last good checkpoint",
                        "lower the learning rate or check its schedule",
                        "use a larger batch",
                        "shuffle the data");
            case GRADIENT_EXPLOSION ->
                List.of(
                        "clip gradients by norm",
                        "lower the learning rate",
                        "initialise with Xavier or Kaiming",
                        "normalise activations and targets");
            case PLATEAU_FROM_START ->
                List.of(
                        "overfit two samples first",
                        "raise the learning rate by 10",
                        "check that inputs and labels belong together",
                        "check requires_grad and the optimizer's parameter groups",
                        "start from pre-trained first layers");
            case PLATEAU_MID ->
                List.of(
                        "if the rate was never lowered, divide it by 10",
                        "if it was lowered early, lower it later",
                        "compare with the validation loss: it may have converged",
                        "use a larger model");
            case OVERFITTING ->
                List.of(
                        "stop at the best evaluation",
                        "add dropout, weight decay or augmentation",
                        "use more data or a smaller model");
        };
    }
}
