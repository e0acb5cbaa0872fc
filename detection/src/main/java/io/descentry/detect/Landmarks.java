package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.reading.Terms;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What stood out in a run so far, as far as causes are told by it: where it began, and its highs with their steps. */
public final class Landmarks implements Memory {
    /** An input this many times above its usual reach has leapt, and teaches nothing. */
    private static final double LEAP = 4;

    private static final int MOST_LAYERS = 20_000;
    private static final int MOST_TERMS = 8;
    /** An update of this share of the weights hides what they were before it. */
    private static final double HIDES = 0.3;

    private static final double WEIGHT = 1.0 / 32;
    private static final long NEVER = -1;

    private float[] firstWeights = {};
    private final Map<String, Double> firstTerms = new TreeMap<>();
    private long inputs;
    private double inputReach = Double.NaN;
    private double inputSpread = Double.NaN;
    private double inputLeap = Double.NaN;
    private long inputLeptAt = NEVER;
    private double logits = Double.NaN;
    private double largestUpdate;
    private long largestUpdateAt = NEVER;
    private long clipped;
    private long clippedAt = NEVER;
    private double firstEpoch = Double.NaN;
    private double epoch;
    private long firstEpochStep;
    private double stepsPerEpoch = Double.NaN;

    void observe(StepReading reading) {
        if (firstWeights.length == 0) {
            firstWeights = before(reading.layers());
        }
        if (firstTerms.isEmpty() && !reading.lossTerms().isEmpty()) {
            meet(reading.lossTerms());
        }
        if (reading.clipped()) {
            clipped++;
            clippedAt = reading.step();
        }
        if (reading.has(Series.LOGIT_ABS_MAX)) {
            logits = reading.value(Series.LOGIT_ABS_MAX);
        }
        observeInput(reading);
        observeEpoch(reading);
    }

    private void meet(Terms terms) {
        for (int i = 0; i < terms.size() && firstTerms.size() < MOST_TERMS; i++) {
            if (Double.isFinite(terms.value(i))) {
                firstTerms.put(terms.name(i), terms.value(i));
            }
        }
    }

    /** A step moved the net by a share of its size; NaN if it was not measured. */
    void moved(double updateRatio, long step) {
        if (updateRatio > largestUpdate) {
            largestUpdate = updateRatio;
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
            inputSpread = reading.value(Series.INPUT_STD);
        }
        if (!reading.has(Series.INPUT_ABS_MAX) || !Double.isFinite(reading.value(Series.INPUT_ABS_MAX))) {
            return;
        }
        double reach = reading.value(Series.INPUT_ABS_MAX);
        if (inputs >= 8 && reach > LEAP * inputReach) {
            inputLeap = reach;
            inputLeptAt = reading.step();
            return;
        }
        inputs++;
        inputReach = inputs == 1 ? reach : inputReach + Math.max(WEIGHT, 1.0 / inputs) * (reach - inputReach);
    }

    private void observeEpoch(StepReading reading) {
        if (!reading.has(Series.EPOCH) || !Double.isFinite(reading.value(Series.EPOCH))) {
            return;
        }
        double now = reading.value(Series.EPOCH);
        if (Double.isNaN(firstEpoch) || now < firstEpoch) {
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

    /** Terms of the loss when it first had any; at most 8. */
    public Map<String, Double> firstTerms() {
        return Collections.unmodifiableMap(firstTerms);
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
        syncTerms(io);
        inputs = io.i64(inputs);
        inputReach = io.f64(inputReach);
        inputSpread = io.f64(inputSpread);
        inputLeap = io.f64(inputLeap);
        inputLeptAt = io.i64(inputLeptAt);
        logits = io.f64(logits);
        largestUpdate = io.f64(largestUpdate);
        largestUpdateAt = io.i64(largestUpdateAt);
        clipped = io.i64(clipped);
        clippedAt = io.i64(clippedAt);
        firstEpoch = io.f64(firstEpoch);
        epoch = io.f64(epoch);
        firstEpochStep = io.i64(firstEpochStep);
        stepsPerEpoch = io.f64(stepsPerEpoch);
    }

    private void syncTerms(MemoryIo io) {
        List<Map.Entry<String, Double>> terms = List.copyOf(firstTerms.entrySet());
        int n = Math.min(io.i32(terms.size()), MOST_TERMS);
        for (int i = 0; i < n; i++) {
            String name = io.text(i < terms.size() ? terms.get(i).getKey() : "");
            firstTerms.put(name, io.f64(i < terms.size() ? terms.get(i).getValue() : 0));
        }
    }
}
