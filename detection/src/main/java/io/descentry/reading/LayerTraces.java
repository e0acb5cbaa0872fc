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
}
