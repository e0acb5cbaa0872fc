package io.descentry.reading;

import java.util.Arrays;

/** The layer statistics of one step as parallel columns in the forward order of the job's layers. */
public final class LayerColumns {
    private static final float[] EMPTY = {};

    private final float[][] columns = new float[LayerSeries.values().length][];
    private int layers;

    /** Columns of one step after the other, by {@link #take}. */
    LayerColumns() {
        Arrays.fill(columns, EMPTY);
    }

    /** Columns of a reading without layer statistics. */
    public static LayerColumns none() {
        return new LayerColumns();
    }

    /**
     * Columns of a reading.
     *
     * @param columns one array per {@link LayerSeries} in its order; empty or null where not measured; owned by the result
     * @throws IllegalArgumentException if two non-empty columns differ in length
     */
    public static LayerColumns of(float[][] columns) {
        LayerColumns taken = new LayerColumns();
        taken.take(columns);
        return taken;
    }

    /**
     * Takes the columns of another step in place of those that were here.
     *
     * @param measured as in {@link #of}; the arrays are owned by this until the next step
     * @throws IllegalArgumentException if two non-empty columns differ in length
     */
    public void take(float[][] measured) {
        layers = 0;
        for (int i = 0; i < columns.length; i++) {
            float[] column = measured[i] == null ? EMPTY : measured[i];
            columns[i] = column;
            int length = column.length;
            if (length > 0 && layers != 0 && length != layers) {
                throw new IllegalArgumentException("columns of " + layers + " and " + length + " layers");
            }
            layers = Math.max(layers, length);
        }
    }

    LayerColumns copy() {
        LayerColumns copy = new LayerColumns();
        copy.layers = layers;
        for (int i = 0; i < columns.length; i++) {
            copy.columns[i] = columns[i].clone();
        }
        return copy;
    }

    /** Number of layers; 0 if no statistic was measured. */
    public int layers() {
        return layers;
    }

    /**
     * The column of a statistic: {@link #layers()} values, or none where it was not measured. Not to be changed, nor to be kept
     * longer than the reading.
     */
    public float[] column(LayerSeries series) {
        return columns[series.ordinal()];
    }

    /** Whether a statistic was measured. */
    public boolean has(LayerSeries series) {
        return columns[series.ordinal()].length > 0;
    }
}
