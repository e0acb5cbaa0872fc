package io.descentry.alert;

import io.descentry.detect.Evidence;
import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.reading.JobFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change in the life of an alert, complete enough to be published.
 *
 * @param eventId the same change of the same alert always has the same id
 * @param fingerprint identity of the alert over its life
 * @param rank where it began, or -1
 * @param layer name of the layer where it began, or null
 * @param firstStep first step at which it is visible, as judged now
 * @param lastStep last step at which it was seen
 * @param detectedStep step at which it fired
 * @param resolvedAtMillis event time of the end, or -1 while it is open
 * @param resolution why it is over, or null while it is open
 */
public record AlertChange(
        String eventId,
        String fingerprint,
        Kind kind,
        Status status,
        Severity severity,
        long timeMillis,
        int attempt,
        JobFacts job,
        String subject,
        int rank,
        @Nullable String layer,
        long firstStep,
        long lastStep,
        long detectedStep,
        long startedAtMillis,
        long detectedAtMillis,
        long resolvedAtMillis,
        @Nullable Resolution resolution,
        String summary,
        String description,
        List<Evidence> evidence,
        List<Cause> causes,
        List<String> remedies) {

    /** What changed. */
    public enum Status {
        FIRING,
        ESCALATED,
        RESOLVED
    }

    /** Why an alert is over. */
    public enum Resolution {
        RECOVERED,
        JOB_ENDED,
        SUPERSEDED,
        DISABLED
    }

    /** A possible cause; {@code score} in 0 to 1. */
    public record Cause(String id, double score, String why) {}
}
