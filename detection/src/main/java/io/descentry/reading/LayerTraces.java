package io.descentry.reading;

import java.util.List;

/** What is compared with a reference run, and when. */
public final class LayerTraces {
    /** In the order in which a difference comes up: forward before backward before the update. */
    public static final List<LayerSeries> SERIES = List.of(
            LayerSeries.ACTIVATION_MEAN, LayerSeries.ACTIVATION_STD, LayerSeries.GRAD_NORM, LayerSeries.WEIGHT_NORM);

    /** The last step that is compared: later on the smallest difference has grown into another run. */
    private static final long LAST = 64;

    private LayerTraces() {}

    /** Whether layers are compared at a step: 0 and the powers of two up to 64. */
    public static boolean at(long step) {
        return step <= LAST && (step & (step - 1)) == 0;
    }

    /** What is compared of a step, a column for each of {@link #SERIES}; NaN where a layer was not measured. */
    public static float[][] columns(LayerColumns layers) {
        float[][] columns = new float[SERIES.size()][];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = measured(layers, SERIES.get(i));
        }
        return columns;
    }

    /** A count of -1 says that there was nothing to measure, and what stands beside it means nothing. */
    private static float[] measured(LayerColumns layers, LayerSeries series) {
        float[] column = layers.column(series).clone();
        float[] counts = series == LayerSeries.WEIGHT_NORM
                ? new float[0]
                : layers.column(
                        series == LayerSeries.GRAD_NORM
                                ? LayerSeries.GRAD_NONFINITE
                                : LayerSeries.ACTIVATION_NONFINITE);
        for (int i = 0; i < Math.min(column.length, counts.length); i++) {
            column[i] = counts[i] < 0 ? Float.NaN : column[i];
        }
        return column;
    }
}
