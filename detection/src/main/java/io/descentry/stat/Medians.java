package io.descentry.stat;

import java.util.Arrays;

/** Medians of small arrays. */
public final class Medians {
    private Medians() {}

    /** Median of {@code values[from]} to {@code values[to - 1]}, which stay as they are; mean of the middle two if even. */
    public static float of(float[] values, int from, int to) {
        float[] sorted = Arrays.copyOfRange(values, from, to);
        Arrays.sort(sorted);
        return ofSorted(sorted);
    }

    /** Median of a sorted array of at least one value. */
    public static float ofSorted(float[] sorted) {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : sorted[half - 1] + (sorted[half] - sorted[half - 1]) / 2;
    }
}
