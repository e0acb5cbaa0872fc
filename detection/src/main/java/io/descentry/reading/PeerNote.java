package io.descentry.reading;

import org.jspecify.annotations.Nullable;

/** What a group of peers tells one of its jobs. */
public sealed interface PeerNote {

    /** Who is told. */
    String jobId();

    /** Restart count that it is about. */
    int attempt();

    /** Event time, milliseconds since the epoch. */
    long timeMillis();

    /**
     * From the cluster: an alert of the job is part of an incident of the fleet, and pages nobody by itself.
     *
     * @param fingerprint of the job's alert
     * @param incident fingerprint of the incident
     * @param words the incident in words
     */
    record Attached(String jobId, int attempt, long timeMillis, String fingerprint, String incident, String words)
            implements PeerNote {}

    /**
     * From runs of the same project and model: how the loss stands among theirs at the same step.
     *
     * @param step the step that is compared
     * @param loss the job's own
     * @param siblings other runs that were there; at least 1
     * @param above share of them with a higher loss; 0 to 1
     * @param median of their losses
     * @param low 1 % of their losses are below
     * @param high 1 % of their losses are above
     */
    record Standing(
            String jobId,
            int attempt,
            long timeMillis,
            long step,
            double loss,
            int siblings,
            double above,
            double median,
            double low,
            double high)
            implements PeerNote {}

    /**
     * From the reference: how the layers differ from its own at the same step.
     *
     * @param reference id of the reference run
     * @param step the step that is compared
     * @param precision number format of the less precise of the two, or null
     * @param input relative difference of what went in: of the mean or the deviation of the input, whichever is larger;
     *     infinite if batch sizes differ, NaN where one of the two did not measure
     * @param byPosition whether layers were matched by their place, because their names differ
     * @param differences columns over the job's layers in forward order, one for each of {@link LayerTraces#SERIES}:
     *     relative differences, 0 or above; NaN where one of the two did not measure; empty columns likewise
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on once and never compared.
    record Compared(
            String jobId,
            int attempt,
            long timeMillis,
            String reference,
            long step,
            @Nullable String precision,
            double input,
            boolean byPosition,
            float[][] differences)
            implements PeerNote {}
}
