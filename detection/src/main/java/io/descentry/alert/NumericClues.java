package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Clues in how numbers fail. */
final class NumericClues {
    /** Logits so large make a softmax of 32 bits 0 or 1, and its exponentials overflow at 88. */
    private static final double LARGE_LOGITS = 30;

    private static final double SOUND = 1e4;
    private static final Set<String> WITH_LOG = Set.of("cross_entropy", "bce", "kl", "nll", "poisson", "ctc");
    private static final Set<String> WITH_DISTANCE = Set.of("contrastive", "triplet", "cosine", "rmse", "distance");

    private static final Set<String> OF_PROBABILITIES = Set.of("cross_entropy", "bce", "kl", "nll");
    private static final Set<String> BINARY = Set.of("bce", "binary_cross_entropy", "bce_with_logits");
    private static final Set<String> REGRESSION = Set.of("mse", "mae", "l1", "huber", "smooth_l1", "rmse");
    /** The largest of some hundred outputs is about 3 of their standard deviations. */
    private static final double FAR_ABOVE_OUTPUT = 15;

    private NumericClues() {}

    /** The gradient went bad while the loss was finite. */
    static Optional<Sign> gradientFirst(Scene scene) {
        StepReading reading = scene.reading();
        if (reading == null || !reading.has(Series.LOSS)) {
            return Optional.empty();
        }
        double loss = reading.value(Series.LOSS);
        return Sign.of(
                Double.isFinite(loss) && gradientIsBad(reading),
                "the gradient is lost while the loss is still finite, " + number(loss),
                "the loss itself is " + number(loss));
    }

    private static boolean gradientIsBad(StepReading reading) {
        boolean norm = reading.has(Series.GRAD_NORM) && !Double.isFinite(reading.value(Series.GRAD_NORM));
        for (float count : reading.layers().column(LayerSeries.GRAD_NONFINITE)) {
            norm |= count > 0;
        }
        return norm;
    }

    /** The gradient is infinite, which is too large a number, and not NaN, which is no number. */
    static Optional<Sign> gradientInfinite(Scene scene) {
        StepReading reading = scene.reading();
        if (reading == null || !reading.has(Series.GRAD_NORM) || Double.isFinite(reading.value(Series.GRAD_NORM))) {
            return Optional.empty();
        }
        return Sign.of(
                Double.isInfinite(reading.value(Series.GRAD_NORM)),
                "the gradient is infinite: a number grew too large",
                "the gradient is NaN: 0/0 or the like");
    }

    /** The loss is infinite and not NaN. */
    static Optional<Sign> lossInfinite(Scene scene) {
        StepReading reading = scene.reading();
        if (reading == null || !reading.has(Series.LOSS) || Double.isFinite(reading.value(Series.LOSS))) {
            return Optional.empty();
        }
        return Sign.of(Double.isInfinite(reading.value(Series.LOSS)), "the loss is infinite", "the loss is NaN");
    }

    /** What the model put out at that step is finite and of a size that no 32-bit arithmetic fails at. */
    static Optional<Sign> outputSound(Scene scene) {
        StepReading reading = scene.reading();
        if (reading == null || Double.isNaN(output(reading))) {
            return Optional.empty();
        }
        double output = output(reading);
        return Sign.of(
                output < SOUND,
                "the model's output is sound, of size " + number(output),
                "the model's output is of size " + number(output));
    }

    private static double output(StepReading reading) {
        if (reading.has(Series.LOGIT_ABS_MAX)) {
            double logits = reading.value(Series.LOGIT_ABS_MAX);
            return Double.isFinite(logits) ? logits : Double.POSITIVE_INFINITY;
        }
        float[] spreads = reading.layers().column(LayerSeries.ACTIVATION_STD);
        float[] bad = reading.layers().column(LayerSeries.ACTIVATION_NONFINITE);
        if (spreads.length == 0) {
            return Double.NaN;
        }
        boolean lost = bad.length > 0 && bad[bad.length - 1] > 0;
        return lost ? Double.POSITIVE_INFINITY : spreads[spreads.length - 1];
    }

    /** Logits are so large that exponentials of them are 0 or overflow. */
    static Optional<Sign> logitsLarge(Scene scene) {
        double logits = scene.run().landmarks().logits();
        if (!Double.isFinite(logits)) {
            return Optional.empty();
        }
        return Sign.of(
                logits > LARGE_LOGITS, "logits reach " + number(logits), "logits reach " + number(logits) + " only");
    }

    /** Logits are far larger than what the last layer gives. */
    static Optional<Sign> logitsAboveOutput(Scene scene) {
        StepReading reading = scene.reading();
        double logits = scene.run().landmarks().logits();
        if (reading == null || !Double.isFinite(logits)) {
            return Optional.empty();
        }
        float[] spreads = reading.layers().column(LayerSeries.ACTIVATION_STD);
        double output = spreads.length == 0 ? Double.NaN : spreads[spreads.length - 1];
        if (!(output > 0)) {
            return Optional.empty();
        }
        String words = "logits reach " + number(logits) + " and the last layer's outputs have a deviation of "
                + number(output);
        return Sign.of(logits > FAR_ABOVE_OUTPUT * output, words, words);
    }

    /** The loss takes logarithms. */
    static Optional<Sign> lossTakesLog(Scene scene) {
        return lossIs(scene, WITH_LOG, "takes logarithms");
    }

    /** The loss takes distances, whose square root has no gradient at zero. */
    static Optional<Sign> lossTakesDistance(Scene scene) {
        return lossIs(scene, WITH_DISTANCE, "takes distances");
    }

    /** The loss takes probabilities or their logarithms. */
    static Optional<Sign> lossTakesProbabilities(Scene scene) {
        return lossIs(scene, OF_PROBABILITIES, "takes probabilities or their logarithms");
    }

    /** The loss compares with targets that have a unit. */
    static Optional<Sign> lossIsRegression(Scene scene) {
        return lossIs(scene, REGRESSION, "compares with targets that have a unit");
    }

    /** The loss tells two classes apart. */
    static Optional<Sign> lossIsBinary(Scene scene) {
        return lossIs(scene, BINARY, "takes targets from 0 to 1");
    }

    private static Optional<Sign> lossIs(Scene scene, Set<String> kinds, String what) {
        String kind = scene.run().facts().lossKind();
        if (kind == null) {
            return Optional.empty();
        }
        boolean holds = kinds.contains(kind.toLowerCase(Locale.ROOT));
        return Sign.of(holds, "the loss, " + kind + ", " + what, "the loss, " + kind + ", is none that " + what);
    }

    /** The job says that it computes in half precision, or scales its loss. */
    static Optional<Sign> halfPrecision(Scene scene) {
        String precision = scene.run().facts().precision();
        StepReading reading = scene.reading();
        if (reading != null && reading.has(Series.LOSS_SCALE)) {
            return Sign.when(true, "the loss is scaled by " + number(reading.value(Series.LOSS_SCALE)));
        }
        return precision == null
                ? Optional.empty()
                : Sign.of(
                        (precision.contains("16") && !precision.contains("bf")) || precision.contains("8"),
                        "it computes in " + precision,
                        "it computes in " + precision);
    }

    /** Steps were skipped by loss scaling. */
    static Optional<Sign> skipped(Scene scene) {
        long skips = scene.run().skippedSteps();
        return Sign.when(skips > 0, skips + " steps were skipped by loss scaling");
    }

    /** It began on one rank of several. */
    static Optional<Sign> oneRank(Scene scene) {
        return Sign.when(
                scene.run().facts().worldSize() > 1 && scene.firing().rank() > 0,
                "it began on rank " + scene.firing().rank() + " alone");
    }

    /** The weights of more than one layer differ between ranks. */
    static Optional<Sign> severalLayersApart(Scene scene) {
        boolean measured = scene.firing().evidence().size() > 1;
        return measured
                ? Sign.of(
                        scene.firing().layer() < 0,
                        "several layers differ",
                        "only the layer "
                                + scene.run()
                                        .facts()
                                        .layerName(Math.max(0, scene.firing().layer())) + " differs")
                : Optional.empty();
    }

    /** It was there from the first steps. */
    static Optional<Sign> fromStart(Scene scene) {
        long first = scene.firing().firstStep();
        return Sign.of(
                first <= 4 * scene.run().stepsPerReading(),
                "it is there from the first steps",
                "it is visible since step " + first + " only");
    }
}
