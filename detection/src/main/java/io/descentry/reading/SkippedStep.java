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

    /**
     * Whether a step with lost gradients was skipped as far as can be told where nobody measured how far the weights moved: they are
     * finite after it, which a lost gradient would not have left them; or nothing is known of them, and loss scaling is at
     * work, which skips such steps by itself. It goes on failing only if its scale finds no way out.
     */
    static boolean mayBe(StepReading reading) {
        LayerColumns layers = reading.layers();
        if (isMeasured(layers.column(LayerSeries.UPDATE_NORM))) {
            return false;
        }
        float[] norms = layers.column(LayerSeries.WEIGHT_NORM);
        float[] counts = layers.column(LayerSeries.WEIGHT_NONFINITE);
        if (norms.length == 0 && !isMeasured(counts)) {
            return reading.has(Series.LOSS_SCALE) && reading.value(Series.LOSS_SCALE) > 1;
        }
        for (int i = 0; i < layers.layers(); i++) {
            boolean counted = counts.length > 0 && counts[i] >= 0;
            boolean lost = counted ? counts[i] > 0 : norms.length == 0;
            if (lost || (norms.length > 0 && !Float.isFinite(norms[i]))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a column has a value that is not -1. */
    private static boolean isMeasured(float[] column) {
        for (float value : column) {
            if (value >= 0 || Float.isNaN(value)) {
                return true;
            }
        }
        return false;
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
