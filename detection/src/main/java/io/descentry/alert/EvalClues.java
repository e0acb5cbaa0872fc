package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.detect.EvalHistory.Split;
import io.descentry.detect.RunContext;
import java.util.Optional;

/** Clues in evaluations and in where the loss stands. */
final class EvalClues {
    private static final double NEAR_CHANCE = 1.5;
    private static final double FELL = 0.3;
    private static final double ROSE = 1.2;
    private static final double KEPT = 0.02;
    private static final double BETTER = 0.6;

    private EvalClues() {}

    private static Split validation(Scene scene) {
        return scene.run().evals().of("validation");
    }

    /** Validation accuracy is about that of guessing. */
    static Optional<Sign> validationAtChance(Scene scene) {
        double accuracy = validation(scene).accuracy();
        int classes = scene.run().facts().numClasses();
        if (Double.isNaN(accuracy) || classes < 2) {
            return Optional.empty();
        }
        String words = "validation accuracy is " + number(100 * accuracy) + " % with " + classes + " classes";
        return Sign.of(accuracy < NEAR_CHANCE / classes, words, words);
    }

    /** The validation loss fell as well. */
    static Optional<Sign> validationFellToo(Scene scene) {
        Split split = validation(scene);
        if (split.seen() < 2) {
            return Optional.empty();
        }
        String words = "validation loss went from " + number(split.first()) + " to " + number(split.last());
        return Sign.of(split.last() < FELL * split.first(), words, words);
    }

    /** The validation loss is above its best. */
    static Optional<Sign> validationRose(Scene scene) {
        Split split = validation(scene);
        if (split.seen() < 2) {
            return Optional.empty();
        }
        String words = "validation loss is " + number(split.last()) + ", at best it was " + number(split.best())
                + " at step " + split.bestStep();
        return Sign.of(split.last() > ROSE * split.best(), words, words);
    }

    /** Validation accuracy is as good as ever. */
    static Optional<Sign> accuracyKept(Scene scene) {
        Split split = validation(scene);
        if (Double.isNaN(split.accuracy())) {
            return Optional.empty();
        }
        String words = "validation accuracy is " + number(100 * split.accuracy()) + " %, at best it was "
                + number(100 * split.bestAccuracy()) + " %";
        return Sign.of(split.accuracy() >= split.bestAccuracy() - KEPT, words, words);
    }

    /** The training set does much better when evaluated than while training. */
    static Optional<Sign> betterInEvaluation(Scene scene) {
        Split train = scene.run().evals().of("train");
        double loss = scene.run().progress().recent();
        if (train.seen() == 0 || Double.isNaN(loss)) {
            return Optional.empty();
        }
        String words = "the training loss is " + number(loss) + " while training and " + number(train.last())
                + " when evaluated";
        return Sign.of(train.last() < BETTER * loss, words, words);
    }

    /** The loss is that of guessing. */
    static Optional<Sign> lossAtChance(Scene scene) {
        RunContext run = scene.run();
        if (Double.isNaN(run.lossAtChance()) || Double.isNaN(run.progress().recent())) {
            return Optional.empty();
        }
        String words =
                "the loss is " + number(run.progress().recent()) + ", guessing has " + number(run.lossAtChance());
        return Sign.of(Math.abs(run.progress().recent() / run.lossAtChance() - 1) < 0.05, words, words);
    }
}
