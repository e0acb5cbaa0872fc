package io.descentry.alert;

import static io.descentry.detect.Evidence.number;

import io.descentry.detect.Landmarks;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.StepReading;
import java.util.Optional;

/** Clues in what steps do to the weights. */
final class UpdateClues {
    /** Bands around the healthy ratio of about 1e-3, in log10 (CS231n notes; bands ours). */
    private static final double HIGH = -1.5;

    private static final double LOW = -4.5;
    /** A step that moves a tenth of all weights throws them about. */
    private static final double VERY_HIGH = 0.1;

    /** A layer that moves so much less than the whole net is left behind. */
    private static final double LEFT_BEHIND = 1e-2;

    private static final double ADAPTIVE = 0.02;

    private UpdateClues() {}

    /** Each step changes the weights by more than a healthy share. */
    static Optional<Sign> large(Scene scene) {
        return compared(scene, scene.run().updateRatio() > HIGH);
    }

    /** Weights hardly move. */
    static Optional<Sign> small(Scene scene) {
        return compared(scene, scene.run().updateRatio() < LOW);
    }

    private static Optional<Sign> compared(Scene scene, boolean holds) {
        double ratio = scene.run().updateRatio();
        if (Double.isNaN(ratio)) {
            return Optional.empty();
        }
        String words = "a step changes the weights by " + percent(ratio) + " (usual: about 0.1 %)";
        return Sign.of(holds, words, words);
    }

    /** Some step threw the weights about. */
    static Optional<Sign> wereLarge(Scene scene) {
        Landmarks landmarks = scene.run().landmarks();
        if (landmarks.largestUpdateAt() < 0) {
            return Optional.empty();
        }
        String words = "the largest step, " + landmarks.largestUpdateAt() + ", changed the weights by "
                + number(100 * landmarks.largestUpdate()) + " %";
        return Sign.of(landmarks.largestUpdate() > VERY_HIGH, words, words);
    }

    /** The layer moves far less than the net. */
    static Optional<Sign> layerLeftBehind(Scene scene) {
        int layer = scene.firing().layer();
        double ratio = ratio(scene, layer);
        double whole = scene.run().updateRatio();
        if (Double.isNaN(ratio) || Double.isNaN(whole)) {
            return Optional.empty();
        }
        String name = scene.run().facts().layerName(layer);
        String words =
                "a step changes " + name + " by " + number(100 * ratio) + " % and the whole net by " + percent(whole);
        return Sign.of(ratio < LEFT_BEHIND * Math.pow(10, whole), words, words);
    }

    private static double ratio(Scene scene, int layer) {
        float update = value(scene, LayerSeries.UPDATE_NORM, layer);
        float weight = value(scene, LayerSeries.WEIGHT_NORM, layer);
        return weight > 0 && update >= 0 ? update / weight : Double.NaN;
    }

    /** Adam moves each weight by about the rate; here a step is far smaller than that. */
    static Optional<Sign> adaptiveStepBelowRate(Scene scene) {
        StepReading reading = scene.reading();
        String optimizer = scene.run().facts().optimizer();
        double rate = scene.run().rate().now();
        if (reading == null || optimizer == null || !optimizer.contains("adam") || !(rate > 0)) {
            return Optional.empty();
        }
        float[] updates = reading.layers().column(LayerSeries.UPDATE_NORM);
        double moved = 0;
        double weights = 0;
        for (int i = 0;
                i < Math.min(updates.length, scene.run().facts().layers().size());
                i++) {
            long parameters = scene.run().facts().layers().get(i).parameters();
            if (parameters > 0 && updates[i] > 0) {
                moved += (double) updates[i] * updates[i];
                weights += parameters;
            }
        }
        if (weights == 0) {
            return Optional.empty();
        }
        double each = Math.sqrt(moved / weights);
        String words = "a step moves a weight by " + number(each) + " at a rate of " + number(rate)
                + " (usual for Adam: 0.1 to 1 of the rate)";
        return Sign.of(each < ADAPTIVE * rate, words, words);
    }

    /** No layer moves. */
    static Optional<Sign> noneAtAll(Scene scene) {
        StepReading reading = scene.reading();
        if (reading == null || !reading.layers().has(LayerSeries.UPDATE_NORM)) {
            return Optional.empty();
        }
        int still = 0;
        float[] updates = reading.layers().column(LayerSeries.UPDATE_NORM);
        for (float update : updates) {
            still += update == 0 ? 1 : 0;
        }
        return Sign.of(
                still == updates.length,
                "none of " + updates.length + " layers moves",
                still + " of " + updates.length + " layers do not move");
    }

    /** The layer got no gradient at all. */
    static Optional<Sign> noGradient(Scene scene) {
        int layer = scene.firing().layer();
        float count = value(scene, LayerSeries.GRAD_NONFINITE, layer);
        if (Float.isNaN(count)) {
            return Optional.empty();
        }
        String name = scene.run().facts().layerName(layer);
        return Sign.of(count == -1, name + " gets no gradient", name + " gets a gradient");
    }

    /** The layer has a gradient and does not move. */
    static Optional<Sign> gradientWithoutUpdate(Scene scene) {
        int layer = scene.firing().layer();
        float gradient = value(scene, LayerSeries.GRAD_NORM, layer);
        float update = value(scene, LayerSeries.UPDATE_NORM, layer);
        if (Float.isNaN(update) || value(scene, LayerSeries.GRAD_NONFINITE, layer) == -1) {
            return Optional.empty();
        }
        String name = scene.run().facts().layerName(layer);
        return Sign.when(
                gradient > 0 && update == 0,
                name + " has a gradient of " + number(gradient) + " and is not moved by it");
    }

    /** Not one but several layers get no gradient, all of them before the others. */
    static Optional<Sign> severalCutOff(Scene scene) {
        StepReading reading = scene.reading();
        if (reading == null || !reading.layers().has(LayerSeries.GRAD_NONFINITE)) {
            return Optional.empty();
        }
        float[] counts = reading.layers().column(LayerSeries.GRAD_NONFINITE);
        int first = 0;
        while (first < counts.length && counts[first] == -1) {
            first++;
        }
        int all = 0;
        for (float count : counts) {
            all += count == -1 ? 1 : 0;
        }
        if (all == 0) {
            return Optional.empty();
        }
        return Sign.of(
                first > 1 && first == all,
                "the first " + first + " layers get no gradient, as if cut off before "
                        + scene.run().facts().layerName(first),
                all == 1
                        ? "a single layer gets no gradient"
                        : "layers without gradient lie among layers that have one");
    }

    /** Gradients were clipped, and are no longer. */
    static Optional<Sign> clippingStopped(Scene scene) {
        Landmarks landmarks = scene.run().landmarks();
        double gap = scene.step() - landmarks.clippedAt();
        boolean often = landmarks.clipped() > 4;
        return Sign.when(
                often && gap > 4 * scene.run().stepsPerReading(),
                "gradients were clipped at " + landmarks.clipped() + " steps, last at step " + landmarks.clippedAt());
    }

    /** No gradient was ever clipped. */
    static Optional<Sign> neverClipped(Scene scene) {
        long clipped = scene.run().landmarks().clipped();
        return Sign.of(clipped == 0, "no gradient was ever clipped", "gradients were clipped at " + clipped + " steps");
    }

    /** A layer's value at hand; NaN if it is not there. */
    static float value(Scene scene, LayerSeries series, int layer) {
        StepReading reading = scene.reading();
        if (reading == null || layer < 0) {
            return Float.NaN;
        }
        LayerColumns layers = reading.layers();
        return layer < layers.column(series).length ? layers.column(series)[layer] : Float.NaN;
    }

    private static String percent(double log10) {
        return number(100 * Math.pow(10, log10)) + " %";
    }
}
