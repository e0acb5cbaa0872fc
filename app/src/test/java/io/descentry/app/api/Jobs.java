package io.descentry.app.api;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.avro.Curve;
import io.descentry.avro.CurveBucket;
import io.descentry.avro.Evidence;
import io.descentry.avro.JobHealth;
import io.descentry.avro.JobStatus;
import io.descentry.avro.LastEvaluation;
import io.descentry.avro.Measured;
import io.descentry.avro.NumberKind;
import io.descentry.avro.OpenAlert;
import io.descentry.wire.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Jobs to talk about. */
final class Jobs {
    static {
        Trust.declare();
    }

    private Jobs() {}

    static Builder job(String id) {
        return new Builder(id);
    }

    static final class Builder {
        private final JobHealth.Builder health;
        private final List<OpenAlert> alerts = new ArrayList<>();

        private Builder(String id) {
            health = JobHealth.newBuilder()
                    .setJobId(id)
                    .setAttempt(0)
                    .setStatus(JobStatus.RUNNING)
                    .setOwner("ada")
                    .setLastStep(7L)
                    .setLoss(Measured.newBuilder()
                            .setValue(null)
                            .setKind(NumberKind.NAN)
                            .build())
                    .setLossLevel(0.5)
                    .setEvaluations(List.of(LastEvaluation.newBuilder()
                            .setSplit("validation")
                            .setStep(5)
                            .setTime(Instant.EPOCH)
                            .setLoss(Measured.newBuilder().setValue(0.25).build())
                            .setMetrics(Map.of("accuracy", 0.75))
                            .build()))
                    .setCurves(List.of(Curve.newBuilder()
                            .setSeries("loss")
                            .setBuckets(List.of(CurveBucket.newBuilder()
                                    .setFirstStep(0)
                                    .setLastStep(7)
                                    .setLow(0.5f)
                                    .setLowStep(6L)
                                    .setHigh(2f)
                                    .setHighStep(0L)
                                    .setNonFinite(NumberKind.NAN)
                                    .setNonFiniteStep(7L)
                                    .build()))
                            .build()))
                    .setUpdatedAt(Instant.EPOCH);
        }

        Builder project(String project) {
            health.setProject(project);
            return this;
        }

        Builder status(JobStatus status) {
            health.setStatus(status);
            return this;
        }

        Builder updated(long millis) {
            health.setUpdatedAt(Instant.ofEpochMilli(millis));
            return this;
        }

        Builder alert(String kind, String severity) {
            alerts.add(OpenAlert.newBuilder()
                    .setFingerprint("0123456789abcdef")
                    .setKind(kind)
                    .setAlertName("TrainingLossSpike")
                    .setSeverity(severity)
                    .setStatus("FIRING")
                    .setPages(true)
                    .setSubject("loss")
                    .setFirstStep(5)
                    .setDetectedAt(Instant.EPOCH)
                    .setSummary("Loss spike.")
                    .build());
            return this;
        }

        JobHealth build() {
            return health.setOpenAlerts(alerts)
                    .setAlertsCritical(count("CRITICAL"))
                    .setAlertsWarning(count("WARNING"))
                    .build();
        }

        private int count(String severity) {
            return (int) alerts.stream()
                    .filter(alert -> alert.getSeverity().equals(severity))
                    .count();
        }
    }

    static AlertEvent alertEvent(String fingerprint, String job, String kind, String severity, long detectedMillis) {
        return AlertEvent.newBuilder()
                .setEventId(fingerprint + "-1")
                .setFingerprint(fingerprint)
                .setKind(kind)
                .setAlertName("Training")
                .setStatus(AlertStatus.FIRING)
                .setSeverity(AlertSeverity.valueOf(severity))
                .setTime(Instant.ofEpochMilli(detectedMillis))
                .setJobId(job)
                .setAttempt(0)
                .setSubject("loss")
                .setFirstStep(1)
                .setLastStep(2)
                .setDetectedStep(2)
                .setStartedAt(Instant.ofEpochMilli(detectedMillis))
                .setDetectedAt(Instant.ofEpochMilli(detectedMillis))
                .setSummary("Something.")
                .setDescription("Something at step 2.")
                .setEvidence(List.of(Evidence.newBuilder()
                        .setSeries("loss")
                        .setStep(2)
                        .setObserved(9.0)
                        .setText("loss 9 at step 2")
                        .build()))
                .build();
    }
}
