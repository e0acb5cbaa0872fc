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
 * @param place where it stands among the other alerts of the job
 * @param outbreak what the alerts of several jobs have in common, if the alert is about that; null for an alert of one job
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
        List<String> remedies,
        Place place,
        @Nullable Outbreak outbreak) {

    /** What changed. */
    public enum Status {
        FIRING,
        ESCALATED,
        /** It is part of an incident of the fleet, and pages nobody by itself from now on. */
        ATTACHED,
        RESOLVED
    }

    /** Why an alert is over. */
    public enum Resolution {
        RECOVERED,
        JOB_ENDED,
        SUPERSEDED,
        DISABLED
    }

    /**
     * Where an alert stands in its incident.
     *
     * @param incident fingerprint of the alert that opened the incident
     * @param follows fingerprint of the alert that it follows from, or null
     * @param pages whether it is worth a page of its own
     * @param chain the incident in words, first cause first; null while the alert stands alone
     * @param related fingerprints of the other alerts of the incident
     */
    public record Place(
            String incident,
            @Nullable String follows,
            boolean pages,
            @Nullable String chain,
            List<String> related) {}

    /**
     * Alerts of several jobs that one thing explains.
     *
     * @param factor what the jobs share: host, device, rack, image, dataset or project
     * @param value which one it is
     * @param members the alerts, in the order in which they came
     */
    public record Outbreak(String factor, String value, List<Member> members) {

        /**
         * One of the alerts.
         *
         * @param fingerprint of the job's own alert
         */
        public record Member(String jobId, String fingerprint, Kind kind) {}
    }

    /**
     * A possible cause.
     *
     * @param score how likely it has a part in it; 0 to 1
     * @param why what it would mean, with the most telling evidence for it
     * @param pro what speaks for it here, in words and numbers, most telling first
     * @param contra what speaks against it here
     * @param confirm what would confirm it
     * @param remedies what to try against it, in order
     */
    public record Cause(
            String id,
            double score,
            String why,
            List<String> pro,
            List<String> contra,
            String confirm,
            List<String> remedies) {}
}
