package io.descentry.app.bridge;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.wire.Trust;
import java.time.Instant;
import java.util.List;

/** Alerts as the service publishes them. */
final class Alerts {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    static {
        Trust.declare();
    }

    private Alerts() {}

    /** One that stands alone. */
    static AlertEvent of(String fingerprint, AlertSeverity severity) {
        return AlertEvent.newBuilder()
                .setEventId("event")
                .setFingerprint(fingerprint)
                .setKind("loss_spike")
                .setAlertName("TrainingLossSpike")
                .setStatus(AlertStatus.FIRING)
                .setSeverity(severity)
                .setTime(START)
                .setJobId("job-1")
                .setAttempt(0)
                .setProject("vision")
                .setSubject("loss")
                .setFirstStep(118)
                .setLastStep(121)
                .setDetectedStep(119)
                .setStartedAt(START)
                .setDetectedAt(START)
                .setSummary("Loss spike.")
                .setDescription("The loss leapt.")
                .setIncident(fingerprint)
                .build();
    }

    /** The same as Alertmanager gets it. */
    static Posting posting(String fingerprint, AlertSeverity severity) {
        return Posting.of(of(fingerprint, severity), List.of());
    }
}
