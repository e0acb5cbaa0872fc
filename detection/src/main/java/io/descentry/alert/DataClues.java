package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.detect.Landmarks;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.StepReading;
import java.util.Optional;

/** Clues in what is fed to the model. */
final class DataClues {
    /** Inputs that reach this far are raw; scaled ones are mostly within 10 (ours). */
    private static final double RAW = 20;

    private static final double FEW = 1000;
    private static final double MOST = 0.9;
    private static final double SMALL_BATCH = 16;

    private DataClues() {}

    /** A NaN or infinity was in the input at or just before the step. */
    static Optional<Sign> notFinite(Scene scene) {
        long bad = scene.run().badInputAtStep();
        boolean now = scene.firing().subject().equals("input");
        return Sign.of(
                now || (bad >= 0 && scene.step() - bad <= RateClues.JUST_BEFORE),
                "the input of step " + (now || bad < 0 ? scene.step() : bad) + " holds values that are not finite",
                "the input is finite");
    }

    /** A batch reached far beyond the others just before. */
    static Optional<Sign> leapt(Scene scene) {
        Landmarks landmarks = scene.run().landmarks();
        if (Double.isNaN(landmarks.inputReach())) {
            return Optional.empty();
        }
        double span = 2 * scene.run().stepsPerReading();
        long at = landmarks.inputLeptAt();
        boolean leapt = at >= 0 && at >= scene.firing().firstStep() - span && at <= scene.step();
        return Sign.of(
                leapt,
                "the input of step " + at + " reaches " + number(landmarks.inputLeap()) + ", usual is "
                        + number(landmarks.inputReach()),
                "the input reaches no further than usual");
    }

    /** Inputs have raw ranges. */
    static Optional<Sign> unscaled(Scene scene) {
        double reach = scene.run().landmarks().inputReach();
        if (Double.isNaN(reach)) {
            return Optional.empty();
        }
        return Sign.of(reach > RAW, "inputs reach " + number(reach), "inputs reach no further than " + number(reach));
    }

    /** All inputs are the same number. */
    static Optional<Sign> constant(Scene scene) {
        double spread = scene.run().landmarks().inputSpread();
        Optional<Sign> seen = Double.isNaN(spread)
                ? Optional.empty()
                : Sign.of(
                        spread < 1e-6,
                        "all inputs of a batch are one number: standard deviation " + number(spread),
                        "inputs vary: standard deviation " + number(spread));
        return seen.or(() -> zeroByGradient(scene));
    }

    /** The gradient of a weight is that of its output times its input, so zero inputs show where inputs are not measured. */
    private static Optional<Sign> zeroByGradient(Scene scene) {
        StepReading reading = scene.reading();
        if (reading == null || scene.run().facts().layers().isEmpty()) {
            return Optional.empty();
        }
        float[] zeros = reading.layers().column(LayerSeries.GRAD_ZERO_FRACTION);
        float[] norms = reading.layers().column(LayerSeries.GRAD_NORM);
        boolean embeds = "embedding".equals(scene.run().facts().layers().get(0).kind());
        if (zeros.length < 2 || norms.length < 2 || embeds || !(norms[0] > 0)) {
            return Optional.empty();
        }
        return Sign.when(
                zeros[0] > MOST && zeros[zeros.length - 1] < MOST,
                number(100 * zeros[0]) + " % of the first layer's gradient is exactly zero, so its inputs are");
    }

    /** One pass over the data takes few samples. */
    static Optional<Sign> fewSamples(Scene scene) {
        double samples = samples(scene);
        if (Double.isNaN(samples)) {
            return Optional.empty();
        }
        String words = "one pass over the data takes about " + number(Math.rint(samples)) + " samples";
        return Sign.of(samples < FEW, words, words);
    }

    /** The model has more parameters than there are samples. */
    static Optional<Sign> moreParametersThanData(Scene scene) {
        double samples = samples(scene);
        long parameters = scene.run().facts().layers().stream()
                .mapToLong(JobFacts.Layer::parameters)
                .filter(count -> count > 0)
                .sum();
        if (Double.isNaN(samples) || parameters == 0) {
            return Optional.empty();
        }
        return Sign.of(
                parameters > samples,
                parameters + " parameters learn from about " + number(Math.rint(samples)) + " samples",
                parameters + " parameters are fewer than about " + number(Math.rint(samples)) + " samples");
    }

    private static double samples(Scene scene) {
        return scene.run().landmarks().stepsPerEpoch() * scene.run().facts().batchSize();
    }

    /** Batches are small. */
    static Optional<Sign> smallBatches(Scene scene) {
        int batch = scene.run().facts().batchSize();
        return batch <= 0
                ? Optional.empty()
                : Sign.of(
                        batch < SMALL_BATCH,
                        "batches have " + batch + " samples",
                        "batches have " + batch + " samples");
    }

    /** The run goes on from a checkpoint. */
    static Optional<Sign> resumed(Scene scene) {
        return Sign.when(
                scene.run().resumed(),
                "the run goes on from a checkpoint since step " + scene.run().firstStepOfAttempt());
    }

    /** Other data came just before. */
    static Optional<Sign> changed(Scene scene) {
        long since = scene.run().sinceDataChange();
        return Sign.when(since <= RateClues.JUST_BEFORE, "the data changed " + since + " readings before");
    }
}
