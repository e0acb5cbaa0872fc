package io.descentry.peer;

import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.reading.LayerTraces;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a job tells a group of its peers. */
public sealed interface PeerReport {

    /** Who tells. */
    String jobId();

    /** Restart count of that job. */
    int attempt();

    /** Event time, milliseconds since the epoch. */
    long timeMillis();

    /** The sort of group that it is for. */
    default GroupSort sort() {
        if (this instanceof Milestone) {
            return GroupSort.SIBLINGS;
        }
        return this instanceof LayerTrace ? GroupSort.REFERENCE : GroupSort.FLEET;
    }

    /**
     * To its cluster: that the job is there, and what it shares with others.
     *
     * @param running false when the attempt is over
     * @param places where its ranks run, each once
     */
    record Presence(
            String jobId,
            int attempt,
            long timeMillis,
            boolean running,
            @Nullable String project,
            @Nullable String image,
            @Nullable String dataset,
            List<Place> places)
            implements PeerReport {}

    /** A host and the rack that it stands in. */
    record Place(String host, @Nullable String rack) {}

    /**
     * To its cluster: that an alert changed.
     *
     * @param fingerprint of the alert
     * @param open false when it is over
     * @param host of the rank where it began, or null if it has no such place
     * @param device of that rank, or null
     * @param startedAtMillis event time since which it is visible
     */
    record Alarm(
            String jobId,
            int attempt,
            long timeMillis,
            String fingerprint,
            Kind kind,
            Severity severity,
            boolean open,
            String subject,
            int rank,
            @Nullable String host,
            @Nullable String device,
            long startedAtMillis)
            implements PeerReport {}

    /**
     * To runs of the same project and model: how far it is.
     *
     * @param step one of {@link Milestones}
     * @param loss median of the last losses up to that step; finite
     */
    record Milestone(String jobId, int attempt, long timeMillis, long step, double loss) implements PeerReport {}

    /**
     * To its reference and to those that name it as theirs: its layers at an early step.
     *
     * @param reference whether it is the run that others are compared with
     * @param precision number format of the training, or null
     * @param batchSize samples of the step; 0 if unknown
     * @param inputMean mean of the model's input at that step; NaN if not measured
     * @param inputStd standard deviation of it; NaN if not measured
     * @param layers names in forward order
     * @param statistics columns over the layers, one for each of {@link LayerTraces#SERIES}; empty where not measured
     */
    @SuppressWarnings("ArrayRecordComponent") // Passed on once and never compared.
    record LayerTrace(
            String jobId,
            int attempt,
            long timeMillis,
            boolean reference,
            long step,
            @Nullable String precision,
            int batchSize,
            double inputMean,
            double inputStd,
            List<String> layers,
            float[][] statistics)
            implements PeerReport {}
}
