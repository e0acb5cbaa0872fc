package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import java.util.Arrays;

/**
 * Puts losses of any sign and size on one scale, on which equal ratios are equal distances.
 *
 * <p>{@code level = asinh(loss / unit)}, the unit being half a percent of the loss at the start. Far above the unit this is
 * {@code ln(loss)} but for a constant; below it is linear, so that a loss that has fallen that far
 * cannot alarm by multiplying what is next to nothing.
 */
public final class LossScale implements Memory {
    static final int FIRST = 16;
    private static final double UNIT_OF_START = 5e-3;

    private final float[] first = new float[FIRST];
    private int seen;
    private double start = Double.NaN;
    private double unit = Double.NaN;

    void observe(double loss) {
        if (seen == FIRST || !Double.isFinite(loss)) {
            return;
        }
        first[seen++] = (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, loss));
        if (seen <= 5) {
            start = median(first, seen);
        }
        double size = Math.max(Math.abs(start), Math.abs(median(first, seen)));
        unit = Math.max(UNIT_OF_START * size, Double.MIN_NORMAL);
    }

    private static double median(float[] values, int n) {
        float[] sorted = Arrays.copyOf(values, n);
        Arrays.sort(sorted);
        return sorted[n / 2];
    }

    /** Whether the scale stands; before that levels of different readings do not compare. */
    public boolean isSet() {
        return seen == FIRST;
    }

    /** Loss at the start: median of the first five; NaN before the first. */
    public double start() {
        return start;
    }

    /** Largest size of the first losses; 0 before the first. */
    public double largestAtStart() {
        double largest = 0;
        for (int i = 0; i < seen; i++) {
            largest = Math.max(largest, Math.abs(first[i]));
        }
        return largest;
    }

    /** The lower of the first loss and {@link #start()}: what a run began with before a blow-up of its first steps. */
    public double lowStart() {
        return seen == 0 ? Double.NaN : Math.min(Math.abs(first[0]), Math.abs(start));
    }

    /** The loss on the scale; NaN before the first reading. */
    public double level(double loss) {
        double x = loss / unit;
        double size = Math.min(Math.abs(x), Double.MAX_VALUE);
        double log = size > 1e150 ? Math.log(2) + Math.log(size) : Math.log(size + Math.sqrt(size * size + 1));
        return Math.copySign(log, x);
    }

    /** The loss at a level. */
    public double loss(double level) {
        return unit * Math.sinh(level);
    }

    @Override
    public void sync(MemoryIo io) {
        io.f32s(first);
        seen = io.i32(seen);
        start = io.f64(start);
        unit = io.f64(unit);
    }
}
