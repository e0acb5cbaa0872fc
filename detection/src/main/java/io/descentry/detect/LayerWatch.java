package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.stat.Floats;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is known of each layer's training: how far a step moves it, how strong its gradient is, whether it moves at all. */
public final class LayerWatch implements Memory {
    /*
     * Levels are decayed means over 32 readings, of values cut at four times the level: a single leap hardly shows, a change
     * for good shows within some dozens of readings. Only applied steps count, those which moved at least one layer: a trainer
     * that gathers gradients moves nothing at most readings, and that is no fault of a layer.
     */

    private static final int LIMIT = 1 << 20;
    private static final float SPAN = 32;
    private static final float CUT = 4;

    private float[] ratio = {};
    private float[] gradient = {};
    private float[] still = {};
    private float[] longestStill = {};
    private long applied;
    private long idle;
    private long longestIdle;
    private float rateAtMove = Float.NaN;
    private float strength;

    private @Nullable List<JobFacts.Layer> described;
    private boolean[] frozen = {};
    private boolean[] gain = {};

    /** Takes in the layers of a step that was not skipped and whose rate is above 0. */
    void observe(LayerColumns layers, double rate) {
        int n = layers.layers();
        if (n == 0) {
            return;
        }
        if (n != ratio.length) {
            start(n);
        }
        float[] updates = layers.column(LayerSeries.UPDATE_NORM);
        float[] gradients = layers.column(LayerSeries.GRAD_NORM);
        if (updates.length > 0) {
            switch (step(updates)) {
                case IDLE -> {
                    idle++;
                    return;
                }
                case UNKNOWN -> {
                    return;
                }
                case APPLIED -> strength = Floats.finite(strength(updates, gradients));
            }
        }
        longestIdle = Math.max(longestIdle, idle);
        idle = 0;
        applied++;
        rateAtMove = (float) rate;
        float weight = Math.max(1 / SPAN, 1f / applied);
        learnRatios(updates, layers.column(LayerSeries.WEIGHT_NORM), weight);
        for (int i = 0; i < gradients.length; i++) {
            gradient[i] = blend(gradient[i], gradients[i], weight);
        }
    }

    /** What a step did to the layers that may be trained. */
    private enum Did {
        APPLIED,
        IDLE,
        UNKNOWN
    }

    private Did step(float[] updates) {
        boolean measured = false;
        boolean lost = false;
        for (int i = 0; i < updates.length; i++) {
            if (!frozen[i]) {
                if (updates[i] > 0) {
                    return Did.APPLIED;
                }
                measured |= updates[i] == 0;
                lost |= Float.isNaN(updates[i]);
            }
        }
        return measured && !lost ? Did.IDLE : Did.UNKNOWN;
    }

    private static double strength(float[] updates, float[] gradients) {
        double far = 0;
        double strong = 0;
        for (int i = 0; i < gradients.length; i++) {
            if (updates[i] > 0 && gradients[i] > 0) {
                far += (double) updates[i] * updates[i];
                strong += (double) gradients[i] * gradients[i];
            }
        }
        return strong > 0 && strong < Double.POSITIVE_INFINITY ? Math.sqrt(far / strong) : 0;
    }

    private void learnRatios(float[] updates, float[] weights, float weight) {
        for (int i = 0; i < updates.length; i++) {
            if (updates[i] == 0) {
                still[i]++;
            } else if (updates[i] > 0) {
                longestStill[i] = Math.max(longestStill[i], still[i]);
                still[i] = 0;
                if (i < weights.length && weights[i] > 0) {
                    ratio[i] = blend(ratio[i], updates[i] / weights[i], weight);
                }
            }
        }
    }

    /** A level with one more value; values that are not positive and finite do not count. */
    private static float blend(float level, float value, float weight) {
        if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
            return level;
        }
        return level > 0 ? level + weight * (Math.min(value, CUT * level) - level) : value;
    }

    private void start(int n) {
        ratio = new float[n];
        gradient = new float[n];
        still = new float[n];
        longestStill = new float[n];
        resume();
    }

    /** Takes over what is known of the layers of a reading; comes before all else that is done with them. */
    void describe(List<JobFacts.Layer> layers, int n) {
        if (n == 0 || (frozen.length == n && layers.equals(described))) {
            return;
        }
        described = layers;
        frozen = new boolean[n];
        gain = new boolean[n];
        for (int i = 0; i < Math.min(n, layers.size()); i++) {
            frozen[i] = layers.get(i).frozen();
            String kind = layers.get(i).kind();
            gain[i] = kind != null && kind.toLowerCase(Locale.ROOT).contains("norm");
        }
    }

    /** A restart: how strong gradients are stays, what did not move is counted anew. */
    void resume() {
        Arrays.fill(still, 0);
        Arrays.fill(longestStill, 0);
        applied = 0;
        idle = 0;
        longestIdle = 0;
        rateAtMove = Float.NaN;
        strength = 0;
    }

    /** Layers that were seen; 0 before the first. */
    public int layers() {
        return ratio.length;
    }

    /** Whether a layer is trained; false if it is frozen on purpose. */
    public boolean trains(int layer) {
        return layer >= frozen.length || !frozen[layer];
    }

    /** Whether a layer is trained and holds weights, not just the gains of a normalisation. */
    public boolean learns(int layer) {
        return trains(layer) && (layer >= gain.length || !gain[layer]);
    }

    /** Level of a layer's update by its weights over the steps that moved it; 0 if none ever did. */
    public float ratio(int layer) {
        return ratio[layer];
    }

    /** Level of the norm of a layer's gradient; 0 if it never had one. */
    public float gradient(int layer) {
        return gradient[layer];
    }

    /** Applied steps in a row that did not move a layer. */
    public int still(int layer) {
        return (int) still[layer];
    }

    /** Most applied steps in a row that did not move a layer before one did. */
    public int longestStill(int layer) {
        return (int) longestStill[layer];
    }

    /** Steps of the attempt that moved a layer. */
    public long applied() {
        return applied;
    }

    /** Steps in a row that moved nothing, though the rate was above 0 and none was skipped. */
    public long idle() {
        return idle;
    }

    /** Most steps in a row that moved nothing before one did: gathered gradients. */
    public long longestIdle() {
        return longestIdle;
    }

    /** Rate of the last applied step; NaN if it was not measured. */
    public double rateAtMove() {
        return rateAtMove;
    }

    /** How far the last applied step moved weights for their gradient: norm of updates by norm of gradients. */
    public double strength() {
        return strength;
    }

    @Override
    public void sync(MemoryIo io) {
        ratio = io.f32array(ratio, LIMIT);
        gradient = io.f32array(gradient, LIMIT);
        still = io.counts(still, LIMIT);
        longestStill = io.counts(longestStill, LIMIT);
        applied = io.i64(applied);
        idle = io.i64(idle);
        longestIdle = io.i64(longestIdle);
        rateAtMove = io.f32(rateAtMove);
        strength = io.f32(strength);
    }
}
