package io.descentry.reading;

import java.util.Map;

/**
 * One evaluation.
 *
 * @param attempt restart count of the job; 0 or above
 * @param step optimizer steps done when it was made; 0 or above
 * @param timeMillis event time, milliseconds since the epoch
 * @param split train, validation or test
 * @param hasLoss whether {@code loss} was measured
 * @param loss mean loss over the split; may be non-finite
 * @param metrics metrics by name, for example accuracy in 0 to 1
 */
public record EvalReading(
        int attempt,
        long step,
        long timeMillis,
        String split,
        boolean hasLoss,
        double loss,
        Map<String, Double> metrics) {}
