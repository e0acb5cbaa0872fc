package io.descentry.reading;

import java.util.Optional;

/**
 * Where the first NaN or infinity of a step came up on one rank.
 *
 * @param series the measured series, for example {@code grad_norm}
 * @param layer place of the layer in forward order, or -1
 * @param observed the value that told
 * @param phase when in the step it came up
 */
public record Culprit(String series, int layer, double observed, Phase phase) {

    /** The order of a step: what comes first is the cause of what comes later. */
    public enum Phase {
        INPUT("input"),
        FORWARD("forward pass"),
        LOSS("loss"),
        BACKWARD("backward pass"),
        UPDATE("update");

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        /** The same for a person. */
        public String words() {
            return words;
        }
    }

    /** Whether it came up before what another rank told of the same step; the same place is no earlier. */
    public boolean isBefore(Culprit other) {
        return phase != other.phase ? phase.compareTo(other.phase) < 0 : place() < other.place();
    }

    /** Place within its phase: layers come before what all of them lead to, backward from the last to the first. */
    private int place() {
        return layer < 0 ? Integer.MAX_VALUE : phase == Phase.BACKWARD ? -layer : layer;
    }

    /** The first one, in the order in which a step computes. */
    public static Optional<Culprit> in(StepReading reading) {
        Optional<Culprit> found = atInput(reading);
        found = found.isPresent() ? found : inForward(reading);
        found = found.isPresent() ? found : atLoss(reading);
        found = found.isPresent() ? found : inBackward(reading);
        return found.isPresent() ? found : inUpdate(reading.layers());
    }

    private static Optional<Culprit> atInput(StepReading reading) {
        if (reading.has(Series.INPUT_NONFINITE) && reading.value(Series.INPUT_NONFINITE) > 0) {
            return Optional.of(new Culprit("input_nonfinite", -1, reading.value(Series.INPUT_NONFINITE), Phase.INPUT));
        }
        return scalar(reading, Series.INPUT_ABS_MAX, Phase.INPUT)
                .or(() -> scalar(reading, Series.INPUT_MEAN, Phase.INPUT));
    }

    private static Optional<Culprit> inForward(StepReading reading) {
        return first(reading.layers(), LayerSeries.ACTIVATION_NONFINITE, Phase.FORWARD)
                .or(() -> scalar(reading, Series.LOGIT_ABS_MAX, Phase.FORWARD));
    }

    private static Optional<Culprit> atLoss(StepReading reading) {
        Terms terms = reading.lossTerms();
        for (int i = 0; i < terms.size(); i++) {
            if (!Double.isFinite(terms.value(i))) {
                return Optional.of(new Culprit("loss term " + terms.name(i), -1, terms.value(i), Phase.LOSS));
            }
        }
        return scalar(reading, Series.LOSS, Phase.LOSS);
    }

    private static Optional<Culprit> inBackward(StepReading reading) {
        // Gradients travel from the last layer to the first: the last one that is ill was ill first.
        float[] counts = reading.layers().column(LayerSeries.GRAD_NONFINITE);
        for (int i = counts.length - 1; i >= 0; i--) {
            if (counts[i] > 0) {
                return Optional.of(new Culprit("grad_nonfinite", i, counts[i], Phase.BACKWARD));
            }
        }
        return scalar(reading, Series.GRAD_NORM, Phase.BACKWARD);
    }

    private static Optional<Culprit> inUpdate(LayerColumns layers) {
        return first(layers, LayerSeries.WEIGHT_NONFINITE, Phase.UPDATE);
    }

    private static Optional<Culprit> scalar(StepReading reading, Series series, Phase phase) {
        return reading.has(series) && !Double.isFinite(reading.value(series))
                ? Optional.of(new Culprit(series.label(), -1, reading.value(series), phase))
                : Optional.empty();
    }

    private static Optional<Culprit> first(LayerColumns layers, LayerSeries series, Phase phase) {
        float[] counts = layers.column(series);
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                return Optional.of(new Culprit(series.label(), i, counts[i], phase));
            }
        }
        return Optional.empty();
    }
}
