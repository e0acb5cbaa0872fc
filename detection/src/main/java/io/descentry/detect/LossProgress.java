package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.stat.BlockMedians;
import io.descentry.stat.Floats;
import io.descentry.stat.Medians;
import io.descentry.stat.Trend;

/** Whether the loss of a run gets anywhere, looked at over the newer half of all that was seen. */
public final class LossProgress implements Memory {
    /** Blocks below which nothing is said. */
    private static final int LEAST_BLOCKS = 12;

    private static final double WEIGHT = 1 - Math.pow(0.5, 1.0 / 6);

    private final BlockMedians blocks = new BlockMedians();
    private long readings;
    private float gain = Float.NaN;
    private float significance = Float.NaN;
    private float level = Float.NaN;
    private float spread = Float.NaN;
    private float recent = Float.NaN;
    private float lowest = Float.NaN;

    void observe(double loss, long step, long expectedReadings) {
        if (!Double.isFinite(loss)) {
            return;
        }
        readings++;
        recent = Floats.finite(Float.isNaN(recent) ? loss : recent + WEIGHT * (loss - recent));
        lowest = Float.isNaN(lowest) ? recent : Math.min(lowest, recent);
        // Where few readings are to come, medians of fewer values must do.
        int base = expectedReadings > 0 ? (int) Math.max(1, Math.min(8, expectedReadings / 24)) : 8;
        if (blocks.add(loss, step, base) && blocks.size() >= LEAST_BLOCKS) {
            float[] half = blocks.newerHalf();
            level = Medians.of(half, 0, half.length);
            gain = (float) (-Trend.slope(half) * (half.length - 1) / Math.max(Math.abs(level), Double.MIN_NORMAL));
            significance = (float) Trend.significance(half);
            spread = (float) spread(half, level);
        }
    }

    private static double spread(float[] half, double level) {
        float[] off = new float[half.length];
        for (int i = 0; i < half.length; i++) {
            off[i] = (float) Math.abs(half[i] - level);
        }
        return 1.4826 * Medians.of(off, 0, off.length) / Math.max(Math.abs(level), Double.MIN_NORMAL);
    }

    void clear() {
        blocks.clear();
        readings = 0;
        lowest = Float.NaN;
        gain = Float.NaN;
        significance = Float.NaN;
        level = Float.NaN;
        spread = Float.NaN;
    }

    /** Whether enough was seen to say anything. */
    public boolean isKnown() {
        return !Float.isNaN(gain);
    }

    /** Losses seen. */
    public long readings() {
        return readings;
    }

    /** Fall of the loss over the newer half, as a share of its level there; negative if it rises. */
    public double gain() {
        return gain;
    }

    /** Mann-Kendall statistic of the newer half: below -1.645 the loss falls (5 % one-sided). */
    public double significance() {
        return significance;
    }

    /** Median level of the newer half. */
    public double level() {
        return level;
    }

    /** Robust standard deviation of the blocks of the newer half, as a share of its level. */
    public double spread() {
        return spread;
    }

    /** Median of the last losses, of the more the longer the run is: its last 16th or 32nd; NaN before there are enough. */
    public double lastBlock() {
        return blocks.newest();
    }

    /** First step of the newer half. */
    public long since() {
        return blocks.startOfNewerHalf();
    }

    /** Decayed mean of the loss with a half-life of 6 readings; NaN before the first. */
    public double recent() {
        return recent;
    }

    /** Lowest of {@link #recent()}; NaN before the first. */
    public double lowest() {
        return lowest;
    }

    @Override
    public void sync(MemoryIo io) {
        blocks.sync(io);
        readings = io.i64(readings);
        gain = io.f32(gain);
        significance = io.f32(significance);
        level = io.f32(level);
        spread = io.f32(spread);
        recent = io.f32(recent);
        lowest = io.f32(lowest);
    }
}
