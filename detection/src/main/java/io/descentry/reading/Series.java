package io.descentry.reading;

/** The scalar series of a step, each with its unit. Order is private to the process: it is never stored. */
public enum Series {
    /** Raw loss of the step's batch; any double. */
    LOSS("loss"),
    /** Global L2 norm of the gradient before clipping; 0 or above, or non-finite. */
    GRAD_NORM("grad_norm"),
    /** Learning rate in force; 0 or above. */
    LEARNING_RATE("learning_rate"),
    /** Samples in this step over all ranks; 1 or above. */
    BATCH_SIZE("batch_size"),
    /** Loss scale of half-precision training; above 0. */
    LOSS_SCALE("loss_scale"),
    /** Passes over the data so far; 0 or above. */
    EPOCH("epoch"),
    /** Wall time of the step, milliseconds. */
    STEP_TIME("step_time_ms"),
    /** Own time of the rank without waits, milliseconds. */
    COMPUTE_TIME("compute_time_ms"),
    /** Largest absolute logit of the batch; 0 or above. */
    LOGIT_ABS_MAX("logit_abs_max"),
    /** Mean over the batch of the largest class probability; 0 to 1. */
    MEAN_MAX_PROBABILITY("mean_max_probability"),
    /** Entropy of the batch's labels, nats. */
    LABEL_ENTROPY("label_entropy"),
    /** Mean of the model's input. */
    INPUT_MEAN("input_mean"),
    /** Standard deviation of the model's input; 0 or above. */
    INPUT_STD("input_std"),
    /** Largest absolute input element; 0 or above. */
    INPUT_ABS_MAX("input_abs_max"),
    /** Number of input elements that are NaN or infinite; 0 or above. */
    INPUT_NONFINITE("input_nonfinite"),
    /** Hash of all parameters after the update, folded to 53 bits: only whether two are equal means something. */
    PARAMETER_DIGEST("parameter_digest");

    private final String label;

    Series(String label) {
        this.label = label;
    }

    /** The name that people and topics know it by, for example {@code grad_norm}. */
    public String label() {
        return label;
    }
}
