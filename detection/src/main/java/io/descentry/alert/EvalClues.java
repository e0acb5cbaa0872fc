package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.detect.EvalHistory.Split;
import io.descentry.detect.RunContext;
import java.util.Optional;
import java.util.function.DoublePredicate;

/** Clues in evaluations and in where the loss stands. */
final class EvalClues {
    private static final double NEAR_CHANCE = 1.5;
    private static final double SOLVED = 0.01;
    private static final double UNSOLVED = 0.2;
    private static final double ACCURATE = 0.9;
    private static final double KEPT = 0.04;
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

    /** The validation loss is next to nothing as well. */
    static Optional<Sign> validationSolved(Scene scene) {
        return validationLoss(scene, share -> share < SOLVED);
    }

    /** The validation loss is still a good part of that of guessing, or of the loss at the start. */
    static Optional<Sign> validationMuchWorse(Scene scene) {
        return validationLoss(scene, share -> share > UNSOLVED);
    }

    private static Optional<Sign> validationLoss(Scene scene, DoublePredicate test) {
        Split split = validation(scene);
        double began = Math.abs(scene.run().lossScale().start());
        double start =
                Double.isNaN(scene.run().lossAtChance()) ? began : scene.run().lossAtChance();
        if (split.seen() == 0 || !(start > 0)) {
            return Optional.empty();
        }
        String words = "validation loss is " + number(split.last()) + ", guessing or the start had " + number(start)
                + ", the training loss is " + number(scene.run().progress().recent());
        return Sign.of(test.test(split.last() / start), words, words);
    }

    /** Most validation samples are right. */
    static Optional<Sign> validationAccurate(Scene scene) {
        double accuracy = validation(scene).accuracy();
        if (Double.isNaN(accuracy)) {
            return Optional.empty();
        }
        String words = "validation accuracy is " + number(100 * accuracy) + " %";
        return Sign.of(accuracy >= ACCURATE, words, words);
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
