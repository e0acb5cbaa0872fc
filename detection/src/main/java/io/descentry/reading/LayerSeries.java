package io.descentry.reading;

/** The statistics measured per layer; units and the meaning of -1 as in the schema StepSummary. */
public enum LayerSeries {
    GRAD_NORM("grad_norm"),
    GRAD_ABS_MAX("grad_abs_max"),
    GRAD_MEAN("grad_mean"),
    GRAD_STD("grad_std"),
    GRAD_ZERO_FRACTION("grad_zero_fraction"),
    /** -1: the layer got no gradient, its other gradient columns mean nothing. */
    GRAD_NONFINITE("grad_nonfinite"),
    WEIGHT_NORM("weight_norm"),
    WEIGHT_NONFINITE("weight_nonfinite"),
    UPDATE_NORM("update_norm"),
    ACTIVATION_MEAN("activation_mean"),
    ACTIVATION_STD("activation_std"),
    ACTIVATION_ZERO_FRACTION("activation_zero_fraction"),
    ACTIVATION_SATURATED_FRACTION("activation_saturated_fraction"),
    /** -1: outputs were not measured, the other activation columns mean nothing. */
    ACTIVATION_NONFINITE("activation_nonfinite");

    private final String label;

    LayerSeries(String label) {
        this.label = label;
    }

    /** The name that people and topics know it by. */
    public String label() {
        return label;
    }
}
