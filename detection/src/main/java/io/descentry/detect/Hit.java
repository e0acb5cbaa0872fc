package io.descentry.detect;

import io.descentry.reading.LayerSeries;
import io.descentry.reading.StepReading;

/**
 * The layer that a step moved most, for its size.
 *
 * @param layer place in forward order, or -1 if updates were not measured
 * @param share norm of the update by norm of the weights after it
 */
record Hit(int layer, double share) {

    static final Hit NONE = new Hit(-1, 0);

    static Hit hardest(StepReading reading) {
        float[] updates = reading.layers().column(LayerSeries.UPDATE_NORM);
        float[] weights = reading.layers().column(LayerSeries.WEIGHT_NORM);
        int hardest = -1;
        double most = 0;
        for (int i = 0; i < updates.length && i < weights.length; i++) {
            double share = updates[i] / weights[i];
            if (updates[i] >= 0 && weights[i] > 0 && (hardest < 0 || share > most)) {
                hardest = i;
                most = share;
            }
        }
        return new Hit(hardest, most);
    }

    boolean measured() {
        return layer >= 0;
    }
}
