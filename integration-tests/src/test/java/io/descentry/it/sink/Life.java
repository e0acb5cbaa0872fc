package io.descentry.it.sink;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.avro.Cause;
import io.descentry.avro.Evidence;
import io.descentry.avro.ObservedKind;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The life of one alert: it fires, gets worse and is over. */
record Life(String job, int number, Instant began) {
    static final List<AlertStatus> STATUSES = List.of(AlertStatus.FIRING, AlertStatus.ESCALATED, AlertStatus.RESOLVED);

    String fingerprint() {
        return String.format("%016x", number);
    }

    /** How it stands after so many seconds. */
    AlertEvent.Builder event(AlertStatus status) {
        int seconds = STATUSES.indexOf(status);
        Instant time = began.plusSeconds(seconds);
        return AlertEvent.newBuilder()
                .setEventId(fingerprint() + '-' + status)
                .setFingerprint(fingerprint())
                .setKind("loss_spike")
                .setAlertName("TrainingLossSpike")
                .setStatus(status)
                .setSeverity(status == AlertStatus.FIRING ? AlertSeverity.WARNING : AlertSeverity.CRITICAL)
                .setTime(time)
                .setJobId(job)
                .setAttempt(0)
                .setProject("sink")
                .setLabels(Map.of("team", "a\"b\\c"))
                .setSubject("loss")
                .setFirstStep(10)
                .setLastStep(10 + seconds)
                .setDetectedStep(10)
                .setStartedAt(began)
                .setDetectedAt(began)
                .setResolvedAt(status == AlertStatus.RESOLVED ? time : null)
                .setResolution(status == AlertStatus.RESOLVED ? "RECOVERED" : null)
                .setSummary("Loss spike.")
                .setDescription("The loss was \u0000 high.")
                .setEvidence(List.of(Evidence.newBuilder()
                        .setSeries("loss")
                        .setStep(10)
                        .setObserved(null)
                        .setObservedKind(ObservedKind.NAN)
                        .setBar(2.5)
                        .setText("loss NaN at step 10")
                        .build()))
                .setCauses(List.of(Cause.newBuilder()
                        .setId("bad_batch")
                        .setScore(0.7)
                        .setWhy("one batch was off")
                        .setRemedies(List.of("skip it", "look at it"))
                        .build()))
                .setRemedies(List.of("look at the batch"));
    }
}
