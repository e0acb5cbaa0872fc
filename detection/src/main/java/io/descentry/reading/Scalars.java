package io.descentry.reading;

import java.util.Arrays;

/** The measured scalar series of one step. Absence is apart from NaN: NaN is a finding, absence is not. */
public final class Scalars {
    private final double[] values = new double[Series.values().length];
    private long present;

    /** Notes a measured value, which may be non-finite. */
    public Scalars with(Series series, double value) {
        values[series.ordinal()] = value;
        present |= 1L << series.ordinal();
        return this;
    }

    /** Forgets all values. */
    public void clear() {
        Arrays.fill(values, 0);
        present = 0;
    }

    Scalars copy() {
        Scalars copy = new Scalars();
        System.arraycopy(values, 0, copy.values, 0, values.length);
        copy.present = present;
        return copy;
    }

    /** Whether the series was measured. */
    public boolean has(Series series) {
        return (present & (1L << series.ordinal())) != 0;
    }

    /** The measured value; 0 where {@link #has} is false. */
    public double value(Series series) {
        return values[series.ordinal()];
    }
}
