package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.stat.Floats;

/** What stood out in a run so far, as far as causes are told by it: where it began, and its highs with their steps. */
public final class Landmarks implements Memory {
    /** An input this many times above its usual reach has leapt, and teaches nothing. */
    private static final double LEAP = 4;

    private static final int MOST_LAYERS = 20_000;
    /** An update of this share of the weights hides what they were before it. */
    private static final double HIDES = 0.3;

    private static final double WEIGHT = 1.0 / 32;
    private static final long NEVER = -1;

    private float[] firstWeights = {};
    private long inputs;
    private float inputReach = Float.NaN;
    private float inputSpread = Float.NaN;
    private float inputLeap = Float.NaN;
    private long inputLeptAt = NEVER;
    private float logits = Float.NaN;
    private float largestUpdate;
    private long largestUpdateAt = NEVER;
    private long clipped;
    private long clippedAt = NEVER;
    private float firstEpoch = Float.NaN;
    private float epoch;
    private long firstEpochStep;
    private float stepsPerEpoch = Float.NaN;

    void observe(StepReading reading) {
        if (firstWeights.length == 0) {
            firstWeights = before(reading.layers());
        }
        if (reading.clipped()) {
            clipped++;
            clippedAt = reading.step();
        }
        if (reading.has(Series.LOGIT_ABS_MAX)) {
            logits = Floats.finite(reading.value(Series.LOGIT_ABS_MAX));
        }
        observeInput(reading);
        observeEpoch(reading);
    }

    /** A step moved the net by a share of its size; NaN if it was not measured. */
    void moved(double updateRatio, long step) {
        if (updateRatio > largestUpdate) {
            largestUpdate = Floats.finite(updateRatio);
            largestUpdateAt = step;
        }
    }

    /** Norms of the weights before the update of that step; NaN where the update hides them. */
    private static float[] before(LayerColumns layers) {
        float[] weights = layers.column(LayerSeries.WEIGHT_NORM).clone();
        float[] updates = layers.column(LayerSeries.UPDATE_NORM);
        for (int i = 0; i < Math.min(weights.length, updates.length); i++) {
            if (updates[i] > HIDES * weights[i]) {
                // A weight that is its own update was zero.
                boolean zero = Math.abs(weights[i] - updates[i]) <= 1e-3 * weights[i];
                weights[i] = zero ? 0 : Float.NaN;
            }
        }
        return weights;
    }

    private void observeInput(StepReading reading) {
        if (reading.has(Series.INPUT_STD)) {
            inputSpread = Floats.finite(reading.value(Series.INPUT_STD));
        }
        if (!reading.has(Series.INPUT_ABS_MAX) || !Double.isFinite(reading.value(Series.INPUT_ABS_MAX))) {
            return;
        }
        double reach = reading.value(Series.INPUT_ABS_MAX);
        if (inputs >= 8 && reach > LEAP * inputReach) {
            inputLeap = Floats.finite(reach);
            inputLeptAt = reading.step();
            return;
        }
        inputs++;
        double share = Math.max(WEIGHT, 1.0 / inputs);
        inputReach = Floats.finite(inputs == 1 ? reach : inputReach + share * (reach - inputReach));
    }

    private void observeEpoch(StepReading reading) {
        if (!reading.has(Series.EPOCH) || !Double.isFinite(reading.value(Series.EPOCH))) {
            return;
        }
        float now = Floats.finite(reading.value(Series.EPOCH));
        if (Float.isNaN(firstEpoch) || now < firstEpoch) {
            firstEpoch = now;
            firstEpochStep = reading.step();
        } else if (now > epoch && now >= firstEpoch + 1) {
            stepsPerEpoch = (reading.step() - firstEpochStep) / (now - firstEpoch);
        }
        epoch = now;
    }

    /** Norm of each layer's first weights, NaN where that is not known; empty if it was not measured. Not to be changed. */
    public float[] firstWeights() {
        return firstWeights;
    }

    /** Largest absolute input of a usual batch; NaN if never measured. */
    public double inputReach() {
        return inputReach;
    }

    /** Standard deviation of the last batch's input; NaN if never measured. */
    public double inputSpread() {
        return inputSpread;
    }

    /** Largest absolute input of the last batch that went far beyond the usual reach; NaN if none did. */
    public double inputLeap() {
        return inputLeap;
    }

    /** Step of that batch, or -1. */
    public long inputLeptAt() {
        return inputLeptAt;
    }

    /** Largest absolute logit of the last batch; NaN if never measured. */
    public double logits() {
        return logits;
    }

    /** Highest update ratio of a step; 0 if never measured. */
    public double largestUpdate() {
        return largestUpdate;
    }

    /** Step of it, or -1. */
    public long largestUpdateAt() {
        return largestUpdateAt;
    }

    /** Steps at which clipping changed the gradient. */
    public long clipped() {
        return clipped;
    }

    /** The last of them, or -1. */
    public long clippedAt() {
        return clippedAt;
    }

    /** Steps of one pass over the data; NaN while there was no whole one. */
    public double stepsPerEpoch() {
        return stepsPerEpoch;
    }

    @Override
    public void sync(MemoryIo io) {
        firstWeights = io.f32array(firstWeights, MOST_LAYERS);
        inputs = io.i64(inputs);
        if (inputs > 0) {
            inputReach = io.f32(inputReach);
        }
        inputSpread = io.f32(inputSpread);
        inputLeptAt = io.i64(inputLeptAt);
        if (inputLeptAt != NEVER) {
            inputLeap = io.f32(inputLeap);
        }
        logits = io.f32(logits);
        largestUpdateAt = io.i64(largestUpdateAt);
        if (largestUpdateAt != NEVER) {
            largestUpdate = io.f32(largestUpdate);
        }
        clipped = io.i64(clipped);
        clippedAt = io.i64(clippedAt);
        firstEpoch = io.f32(firstEpoch);
        if (!Float.isNaN(firstEpoch)) {
            epoch = io.f32(epoch);
            firstEpochStep = io.i64(firstEpochStep);
            stepsPerEpoch = io.f32(stepsPerEpoch);
        }
    }
}
