package io.descentry.standalone.cli;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.avro.Cause;
import io.descentry.avro.Evidence;
import io.descentry.avro.ObservedKind;
import java.time.Instant;
import java.util.List;

/** Alert events for tests. */
final class Alerts {
    private Alerts() {}

    static AlertEvent spike() {
        return of("d015", "loss_spike", 304);
    }

    static AlertEvent of(String job, String kind, long step) {
        return builder(job, kind, step).build();
    }

    static AlertEvent.Builder builder(String job, String kind, long step) {
        Instant time = Instant.ofEpochSecond(step);
        return AlertEvent.newBuilder()
                .setEventId(job + kind + step)
                .setFingerprint("0123456789abcdef")
                .setKind(kind)
                .setAlertName("Training")
                .setStatus(AlertStatus.FIRING)
                .setSeverity(AlertSeverity.WARNING)
                .setTime(time)
                .setJobId(job)
                .setAttempt(0)
                .setSubject("loss")
                .setRank(3)
                .setLayer("fc1")
                .setFirstStep(step)
                .setLastStep(step)
                .setDetectedStep(step)
                .setStartedAt(time)
                .setDetectedAt(time)
                .setSummary("The training loss leapt far above its level.")
                .setDescription("")
                .setEvidence(List.of(Evidence.newBuilder()
                        .setSeries("loss")
                        .setStep(step)
                        .setObserved(2.114)
                        .setObservedKind(ObservedKind.FINITE)
                        .setText("loss 2.114 at step 304: expected 0.06365, bar 0.8712")
                        .build()))
                .setCauses(List.of(Cause.newBuilder()
                        .setId("learning_rate_too_high")
                        .setScore(0.8)
                        .setWhy("the learning rate is too high: it rose from 0.1 at step 300 to 20")
                        .build()))
                .setMembers(List.of())
                .setRemedies(List.of("look at the batch", "clip gradients by norm", "lower the learning rate"));
    }
}
