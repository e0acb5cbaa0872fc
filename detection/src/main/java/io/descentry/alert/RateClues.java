package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.detect.RateHistory;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Clues in the learning rate. */
final class RateClues {
    /** Readings within which a change may have caused what is seen now. */
    static final long JUST_BEFORE = 64;

    private static final double GREW = 1.5;
    private static final double DECAYED = 0.05;
    /** Highest rate that any usual recipe of Adam and its kin has (UMLAUT). */
    private static final double ADAM_MOST = 1e-2;
    /** The same for plain gradient descent, and with momentum, which multiplies it by about ten. */
    private static final double SGD_MOST = 1;

    private static final double MOMENTUM_MOST = 0.3;
    private static final double ADAM_LEAST = 1e-6;
    private static final double SGD_LEAST = 1e-4;
    private static final double PLAN = 0.01;

    private RateClues() {}

    /** The rate rose at once just before. */
    static Optional<Sign> rose(Scene scene) {
        RateHistory rate = scene.run().rate();
        if (Double.isNaN(rate.now())) {
            return Optional.empty();
        }
        double span = JUST_BEFORE * scene.run().stepsPerReading();
        boolean rose = rate.sinceRise() <= JUST_BEFORE
                || (rate.roseAtStep() >= 0
                        && scene.firing().firstStep() >= rate.roseAtStep()
                        && scene.firing().firstStep() - rate.roseAtStep() <= span);
        String since = rate.now() < rate.afterRise() ? ", and is " + number(rate.now()) + " by now" : "";
        return Sign.of(
                rose,
                "it rose from " + number(rate.beforeRise()) + " to " + number(rate.afterRise()) + " at step "
                        + rate.roseAtStep() + since,
                "the learning rate did not rise just before; it is " + number(rate.now()));
    }

    /** The rate grew, is at its highest, and did not settle. */
    static Optional<Sign> growing(Scene scene) {
        RateHistory rate = scene.run().rate();
        if (Double.isNaN(rate.now())) {
            return Optional.empty();
        }
        boolean growing = rate.shareOfPeak() > 0.999
                && rate.now() > GREW * rate.first()
                && rate.steadyFor() < 2 * JUST_BEFORE
                && rate.sinceRise() > 1;
        return Sign.when(
                growing,
                "the learning rate grew from " + number(rate.first()) + " to " + number(rate.now())
                        + " and did not settle");
    }

    /** The rate is a small part of its peak. */
    static Optional<Sign> decayed(Scene scene) {
        RateHistory rate = scene.run().rate();
        if (!(rate.peak() > 0)) {
            return Optional.empty();
        }
        String share = "the learning rate is " + number(100 * rate.shareOfPeak()) + " % of its peak";
        return Sign.of(rate.shareOfPeak() < DECAYED, share, share);
    }

    /** The rate is as high as ever. */
    static Optional<Sign> neverLowered(Scene scene) {
        RateHistory rate = scene.run().rate();
        if (!(rate.peak() > 0)) {
            return Optional.empty();
        }
        return Sign.of(
                rate.shareOfPeak() > 0.9,
                "the learning rate is still at its peak of " + number(rate.peak()),
                "the learning rate was lowered to " + number(100 * rate.shareOfPeak()) + " % of its peak");
    }

    /** The rate is or was above what recipes for the optimizer have. */
    static Optional<Sign> aboveUsual(Scene scene) {
        String optimizer = optimizer(scene);
        double peak = peak(scene);
        if (optimizer == null || Double.isNaN(peak)) {
            return Optional.empty();
        }
        double most = !optimizer.contains("sgd") ? ADAM_MOST : optimizer.contains("moment") ? MOMENTUM_MOST : SGD_MOST;
        return Sign.of(
                peak > most,
                "a learning rate of " + number(peak) + " is high for " + optimizer + " (usual: up to " + number(most)
                        + ")",
                "a learning rate of " + number(peak) + " is usual for " + optimizer);
    }

    /** The rate never was where recipes for the optimizer have it. */
    static Optional<Sign> belowUsual(Scene scene) {
        String optimizer = optimizer(scene);
        double peak = measuredPeak(scene);
        if (optimizer == null || Double.isNaN(peak)) {
            return Optional.empty();
        }
        double least = optimizer.contains("sgd") ? SGD_LEAST : ADAM_LEAST;
        return Sign.of(
                peak < least,
                "a learning rate of " + number(peak) + " is low for " + optimizer + " (usual: from " + number(least)
                        + ")",
                "a learning rate of " + number(peak) + " is not low for " + optimizer);
    }

    /** The rate in force never came near the one that was configured. */
    static Optional<Sign> farBelowPlan(Scene scene) {
        double plan = scene.run().facts().learningRate();
        double peak = measuredPeak(scene);
        if (!(plan > 0) || Double.isNaN(peak)) {
            return Optional.empty();
        }
        return Sign.when(
                peak < PLAN * plan,
                "the learning rate came to " + number(peak) + " only, of " + number(plan) + " configured");
    }

    /** The optimizer's name says that it adds up steps. */
    static Optional<Sign> usesMomentum(Scene scene) {
        String optimizer = optimizer(scene);
        return optimizer == null
                ? Optional.empty()
                : Sign.of(
                        !optimizer.contains("sgd") || optimizer.contains("moment") || optimizer.contains("nesterov"),
                        optimizer + " adds up steps",
                        optimizer + " takes each step alone");
    }

    private static @Nullable String optimizer(Scene scene) {
        String optimizer = scene.run().facts().optimizer();
        if (optimizer == null) {
            return null;
        }
        String name = optimizer.toLowerCase(Locale.ROOT);
        return name.contains("sgd") || name.contains("adam") || name.contains("rmsprop") ? name : null;
    }

    private static double measuredPeak(Scene scene) {
        double peak = scene.run().rate().peak();
        return peak > 0 ? peak : Double.NaN;
    }

    private static double peak(Scene scene) {
        double measured = measuredPeak(scene);
        return Double.isNaN(measured) ? scene.run().facts().learningRate() : measured;
    }
}
