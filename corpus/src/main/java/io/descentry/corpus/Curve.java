package io.descentry.corpus;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Measured values by step, in the order of their arrival; values may be non-finite. */
public final class Curve {
    private long[] steps = new long[64];
    private double[] values = new double[64];
    private int size;

    /** Adds a value that was measured. */
    void add(long step, @Nullable Double value) {
        if (value == null) {
            return;
        }
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
        }
        steps[size] = step;
        values[size++] = value;
    }

    /** A curve of the same length of steps and values. */
    public static Curve of(long[] steps, double[] values) {
        var curve = new Curve();
        for (int i = 0; i < steps.length; i++) {
            curve.add(steps[i], values[i]);
        }
        return curve;
    }

    /** How many values there are. */
    public int size() {
        return size;
    }

    /** Whether nothing was measured. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Step of a value. */
    public long step(int place) {
        return steps[place];
    }

    /** Value at a place. */
    public double value(int place) {
        return values[place];
    }
}
