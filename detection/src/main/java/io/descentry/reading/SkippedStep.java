package io.descentry.reading;

/** A step at which the optimizer left the weights alone on purpose, as loss scaling does after an overflow. */
public final class SkippedStep {
    private SkippedStep() {}

    /** Said so, or shown by a gradient norm that is not finite beside a finite loss and weights that did not move. */
    public static boolean is(StepReading reading) {
        if (reading.skipped()) {
            return true;
        }
        boolean overflow = reading.has(Series.GRAD_NORM)
                && !Double.isFinite(reading.value(Series.GRAD_NORM))
                && reading.has(Series.LOSS)
                && Double.isFinite(reading.value(Series.LOSS));
        return overflow && noneMoved(reading.layers().column(LayerSeries.UPDATE_NORM));
    }

    private static boolean noneMoved(float[] updates) {
        boolean measured = false;
        for (float update : updates) {
            if (Float.isNaN(update) || update > 0) {
                return false;
            }
            measured |= update == 0;
        }
        return measured;
    }
}
