package io.descentry.reading;

/** The layer statistics of one step as parallel columns in the forward order of the job's layers. */
public final class LayerColumns {
    private static final float[] EMPTY = {};
    private static final LayerColumns NONE = new LayerColumns(0, new float[LayerSeries.values().length][]);

    private final int layers;
    private final float[][] columns;

    private LayerColumns(int layers, float[][] columns) {
        this.layers = layers;
        this.columns = columns;
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] == null) {
                columns[i] = EMPTY;
            }
        }
    }

    /** Columns of a reading without layer statistics. */
    public static LayerColumns none() {
        return NONE;
    }

    /**
     * Columns of a reading.
     *
     * @param columns one array per {@link LayerSeries} in its order; empty or null where not measured; owned by the result
     * @throws IllegalArgumentException if two non-empty columns differ in length
     */
    public static LayerColumns of(float[][] columns) {
        int layers = 0;
        for (float[] column : columns) {
            if (column != null && column.length > 0) {
                if (layers != 0 && column.length != layers) {
                    throw new IllegalArgumentException("columns of " + layers + " and " + column.length + " layers");
                }
                layers = column.length;
            }
        }
        return layers == 0 ? NONE : new LayerColumns(layers, columns);
    }

    /** Number of layers; 0 if no statistic was measured. */
    public int layers() {
        return layers;
    }

    /** The column of a statistic: {@link #layers()} values, or none where it was not measured. Not to be changed. */
    public float[] column(LayerSeries series) {
        return columns[series.ordinal()];
    }

    /** Whether a statistic was measured. */
    public boolean has(LayerSeries series) {
        return columns[series.ordinal()].length > 0;
    }
}
