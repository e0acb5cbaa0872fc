package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.detect.Evidence;
import io.descentry.detect.Kind;
import io.descentry.detect.RateHistory;
import java.util.Locale;
import java.util.Optional;

/** Simple facts at hand that speak for a cause. */
final class Clues {
    /** Readings within which a change may have caused what is seen now. */
    private static final long JUST_BEFORE = 64;

    private static final double HIGH_RATIO = -1.5;
    private static final double LOW_RATIO = -4.5;

    private Clues() {}

    /** The learning rate rose at once just before. */
    static Optional<String> rateRose(Scene scene) {
        RateHistory rate = scene.run().rate();
        String since = rate.now() < rate.afterRise() ? ", and is " + number(rate.now()) + " by now" : "";
        return when(
                rate.sinceRise() <= JUST_BEFORE,
                "it rose from " + number(rate.beforeRise()) + " to " + number(rate.afterRise()) + " at step "
                        + rate.roseAtStep() + since);
    }

    /** The learning rate is as high as it ever was, or rose, or weights move fast. */
    static Optional<String> rateHigh(Scene scene) {
        return rateRose(scene).or(() -> updatesLarge(scene));
    }

    /** Each step changes the weights by more than a healthy share. */
    static Optional<String> updatesLarge(Scene scene) {
        double ratio = scene.run().updateRatio();
        return when(ratio > HIGH_RATIO, "a step changes the weights by " + percent(ratio));
    }

    /** Weights hardly move. */
    static Optional<String> updatesSmall(Scene scene) {
        double ratio = scene.run().updateRatio();
        return when(ratio < LOW_RATIO, "a step changes the weights by " + percent(ratio));
    }

    /** The learning rate is a small part of its peak. */
    static Optional<String> rateDecayed(Scene scene) {
        double share = scene.run().rate().shareOfPeak();
        return when(share < 0.05, "the learning rate is " + number(100 * share) + " % of its peak");
    }

    /** The learning rate is as high as ever, long after the start. */
    static Optional<String> rateNeverLowered(Scene scene) {
        RateHistory rate = scene.run().rate();
        return when(
                rate.peak() > 0 && rate.shareOfPeak() > 0.9 && !(scene.run().updateRatio() < -3),
                "the learning rate is still at its peak of " + number(rate.peak()));
    }

    /** A NaN or infinity was in the input at or just before the step. */
    static Optional<String> badInput(Scene scene) {
        long bad = scene.run().badInputAtStep();
        return when(
                scene.firing().subject().equals("input") || (bad >= 0 && scene.step() - bad <= JUST_BEFORE),
                "the input of step " + (bad < 0 ? scene.step() : bad) + " holds values that are not finite");
    }

    /** Steps were skipped by loss scaling. */
    static Optional<String> skipped(Scene scene) {
        long skips = scene.run().skippedSteps();
        return when(skips > 0, skips + " steps were skipped by loss scaling");
    }

    /** An alert of that kind was open already. */
    static Optional<String> open(Scene scene, Kind kind) {
        return when(scene.open().contains(kind), kind.id() + " fired before");
    }

    /** The gradient went bad while the loss was finite. */
    static Optional<String> gradientFirst(Scene scene) {
        Evidence first = scene.firing().evidence().get(0);
        return when(
                first.series().startsWith("grad")
                        && scene.firing().evidence().size() == 1
                        && scene.run().badInputAtStep() < 0,
                "the gradient was lost while the loss was still finite");
    }

    /** It began on one rank of several. */
    static Optional<String> oneRank(Scene scene) {
        return when(
                scene.run().facts().worldSize() > 1 && scene.firing().rank() > 0,
                "it began on rank " + scene.firing().rank() + " alone");
    }

    /** It was there from the first steps. */
    static Optional<String> fromStart(Scene scene) {
        return when(
                scene.firing().firstStep() <= 4 * scene.run().stepsPerReading(), "it is there from the first steps");
    }

    /** The model has a layer of one of the kinds. */
    static Optional<String> hasLayer(Scene scene, String... kinds) {
        for (String kind : kinds) {
            for (var layer : scene.run().facts().layers()) {
                if (kind.equals(layer.kind())) {
                    return Optional.of("layer " + layer.name() + " is of kind " + kind);
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> when(boolean holds, String words) {
        return holds ? Optional.of(words) : Optional.empty();
    }

    private static String percent(double log10) {
        return String.format(Locale.ROOT, "%.2g %%", 100 * Math.pow(10, log10));
    }
}
