package io.descentry.corpus;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.avro.Cause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one alert event says, as far as scoring needs it.
 *
 * @param rank where it began, or -1
 * @param layer where it began, if it has such a place
 * @param causes ids, most likely first
 */
public record ReportedAlert(
        String jobId,
        String kind,
        AlertStatus status,
        AlertSeverity severity,
        String subject,
        int rank,
        @Nullable String layer,
        long firstStep,
        long lastStep,
        long detectedStep,
        List<String> causes) {

    /** One that names no cause. */
    public ReportedAlert(
            String jobId,
            String kind,
            AlertStatus status,
            AlertSeverity severity,
            String subject,
            int rank,
            @Nullable String layer,
            long firstStep,
            long lastStep,
            long detectedStep) {
        this(jobId, kind, status, severity, subject, rank, layer, firstStep, lastStep, detectedStep, List.of());
    }

    /** The part of a published event. */
    public static ReportedAlert of(AlertEvent event) {
        Integer rank = event.getRank();
        return new ReportedAlert(
                event.getJobId(),
                event.getKind(),
                event.getStatus(),
                event.getSeverity(),
                event.getSubject(),
                rank == null ? -1 : rank,
                event.getLayer(),
                event.getFirstStep(),
                event.getLastStep(),
                event.getDetectedStep(),
                event.getCauses().stream().map(Cause::getId).toList());
    }

    /** Whether somebody would be disturbed by it. */
    boolean alarms() {
        return severity == AlertSeverity.WARNING || severity == AlertSeverity.CRITICAL;
    }
}
