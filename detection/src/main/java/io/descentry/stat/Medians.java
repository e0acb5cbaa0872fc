package io.descentry.stat;

import java.util.Arrays;

/** Medians of small arrays. */
public final class Medians {
    private Medians() {}

    /** Median of {@code values[from]} to {@code values[to - 1]}, which stay as they are; mean of the middle two if even. */
    public static float of(float[] values, int from, int to) {
        return reordering(Arrays.copyOfRange(values, from, to));
    }

    /** Median of an array of at least one value, none of them NaN, whose order is lost. */
    public static float reordering(float[] values) {
        return reordering(values, 0, values.length);
    }

    /** Median of {@code values[from]} to {@code values[to - 1]}, at least one and none of them NaN, whose order is lost. */
    static float reordering(float[] values, int from, int to) {
        int half = from + (to - from) / 2;
        float upper = select(values, from, to, half);
        if ((to - from) % 2 == 1) {
            return upper;
        }
        float lower = values[from];
        for (int i = from + 1; i < half; i++) {
            lower = Math.max(lower, values[i]);
        }
        return lower + (upper - lower) / 2;
    }

    /**
     * Quickselect: afterwards no value before place {@code k} is greater than the one there, and none behind it is less. Every
     * value is moved, for whether to move it would be a coin toss, of which a processor guesses half wrong.
     */
    private static float select(float[] values, int from, int to, int k) {
        int left = from;
        int right = to - 1;
        while (true) {
            int middle = (left + right) >>> 1;
            float pivot = values[middle];
            values[middle] = values[right];
            int less = left;
            for (int i = left; i < right; i++) {
                float value = values[i];
                values[i] = values[less];
                values[less] = value;
                less += value < pivot ? 1 : 0;
            }
            values[right] = values[less];
            values[less] = pivot;
            if (k == less) {
                return pivot;
            }
            if (k < less) {
                right = less - 1;
            } else {
                left = less == left ? behindEqual(values, left, right) : less + 1;
                if (k < left) {
                    return pivot;
                }
            }
        }
    }

    /** Gathers what equals the first value, which is the least, behind it, and tells where that ends. */
    private static int behindEqual(float[] values, int first, int last) {
        int end = first + 1;
        for (int i = end; i <= last; i++) {
            float value = values[i];
            values[i] = values[end];
            values[end] = value;
            end += value > values[first] ? 0 : 1;
        }
        return end;
    }
}
