package io.descentry.reading;

import java.util.Map;

/**
 * One step as one rank reported it.
 *
 * @param attempt restart count of the job; 0 or above
 * @param rank who reports; 0 or above
 * @param step optimizer step; 0 or above
 * @param timeMillis event time, milliseconds since the epoch
 * @param skipped whether the optimizer left the weights alone on purpose (loss scaling)
 * @param clipped whether clipping changed the gradient; false also where clipping is off
 * @param scalars the scalar series that were measured
 * @param lossTerms parts of the loss by name
 * @param layers layer statistics; empty from ranks that do not report them
 */
public record StepReading(
        int attempt,
        int rank,
        long step,
        long timeMillis,
        boolean skipped,
        boolean clipped,
        Scalars scalars,
        Map<String, Double> lossTerms,
        LayerColumns layers) {

    /** Whether a series was measured at this step. A measured NaN counts as measured. */
    public boolean has(Series series) {
        return scalars.has(series);
    }

    /** The value of a measured series; meaningless where {@link #has} is false. */
    public double value(Series series) {
        return scalars.value(series);
    }
}
