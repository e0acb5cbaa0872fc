package io.descentry.detect;

import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;

/** Size of a step's update against the size of the weights (CS231n notes: about 1e-3 is healthy). */
final class UpdateRatio {
    private UpdateRatio() {}

    /** Ratio over all layers that may move: norm of the whole update by norm of all weights; NaN where not measured. */
    static double typical(LayerColumns columns, LayerWatch layers) {
        float[] updates = columns.column(LayerSeries.UPDATE_NORM);
        float[] weights = columns.column(LayerSeries.WEIGHT_NORM);
        if (updates.length == 0 || weights.length == 0) {
            return Double.NaN;
        }
        double moved = 0;
        double size = 0;
        for (int i = 0; i < updates.length; i++) {
            if (layers.trains(i) && updates[i] >= 0 && weights[i] > 0) {
                moved += (double) updates[i] * updates[i];
                size += (double) weights[i] * weights[i];
            }
        }
        return size > 0 ? Math.sqrt(moved / size) : Double.NaN;
    }
}
