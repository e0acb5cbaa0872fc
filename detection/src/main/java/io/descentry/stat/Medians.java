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
        int half = values.length / 2;
        float upper = select(values, half);
        if (values.length % 2 == 1) {
            return upper;
        }
        float lower = values[0];
        for (int i = 1; i < half; i++) {
            lower = Math.max(lower, values[i]);
        }
        return lower + (upper - lower) / 2;
    }

    /** Hoare's selection: afterwards no value before place {@code k} is greater than the one there, and none behind it is less. */
    private static float select(float[] values, int k) {
        int left = 0;
        int right = values.length - 1;
        while (left < right) {
            float pivot = values[(left + right) >>> 1];
            int i = left;
            int j = right;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    float swapped = values[i];
                    values[i++] = values[j];
                    values[j--] = swapped;
                }
            }
            if (k <= j) {
                right = j;
            } else if (k >= i) {
                left = i;
            } else {
                break;
            }
        }
        return values[k];
    }
}
