package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.memory.Nearby;
import io.descentry.stat.Floats;
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

    /** The first losses; none once the scale stands. */
    private float[] first = {};

    private int seen;
    private float earliest;
    private float largest;
    private float start = Float.NaN;
    private float size;
    private double unit = Double.NaN;

    void observe(double loss) {
        if (seen == FIRST || !Double.isFinite(loss)) {
            return;
        }
        if (seen == 0) {
            first = new float[FIRST];
        }
        first[seen++] = Floats.finite(loss);
        set();
        if (seen == FIRST) {
            first = new float[0];
        }
    }

    private void set() {
        earliest = first[0];
        largest = Math.max(largest, Math.abs(first[seen - 1]));
        start = median(first, Math.min(seen, 5));
        size = Math.max(Math.abs(start), Math.abs(median(first, seen)));
        unit = unit(size);
    }

    private static double unit(float size) {
        return Math.max(UNIT_OF_START * size, Double.MIN_NORMAL);
    }

    private static float median(float[] values, int n) {
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
        return largest;
    }

    /** The lower of the first loss and {@link #start()}: what a run began with before a blow-up of its first steps. */
    public double lowStart() {
        return seen == 0 ? Double.NaN : Math.min(Math.abs(earliest), Math.abs(start));
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
        seen = io.i32(seen);
        if (seen < 0 || seen > FIRST) {
            throw new MemoryFormatException(seen + " first losses");
        }
        if (seen == 0) {
            return;
        }
        earliest = io.f32(earliest);
        largest = io.f32(largest);
        start = io.f32(start);
        size = io.f32(size);
        unit = unit(size);
        if (seen < FIRST) {
            first = Arrays.copyOf(first, FIRST);
            Nearby.exact(io, first, seen);
        }
    }
}
