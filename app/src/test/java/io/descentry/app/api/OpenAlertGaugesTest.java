package io.descentry.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.wire.Trust;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Open alerts are counted by name and severity, and no job is named. */
public class OpenAlertGaugesTest {
    static {
        Trust.declare();
    }

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void alertsOfAllJobsAreCountedByNameAndSeverity() {
        showTwo(registry);
        assertThat(registry.scrape())
                .contains("descentry_alerts_open{alertname=\"TrainingLossSpike\",severity=\"warning\"} 2.0")
                .doesNotContain("job-1");
    }

    @Test
    void nothingIsToldBeforeItIsKnown() {
        new OpenAlertGauges(registry).refresh();
        assertThat(registry.scrape()).doesNotContain("descentry_alerts_open");
    }

    /** Shows two alerts. */
    public static void showTwo(MeterRegistry registry) {
        KnownStates states = new KnownStates(1);
        states.alert(alert("job-1"));
        states.alert(alert("job-2"));
        var gauges = new OpenAlertGauges(registry);
        gauges.askFrom(states);
        gauges.refresh();
    }

    private static AlertEvent alert(String job) {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        return AlertEvent.newBuilder()
                .setEventId("event-" + job)
                .setFingerprint("f-" + job)
                .setKind("loss_spike")
                .setAlertName("TrainingLossSpike")
                .setStatus(AlertStatus.FIRING)
                .setSeverity(AlertSeverity.WARNING)
                .setTime(now)
                .setJobId(job)
                .setAttempt(0)
                .setSubject("loss")
                .setFirstStep(1)
                .setLastStep(1)
                .setDetectedStep(1)
                .setStartedAt(now)
                .setDetectedAt(now)
                .setSummary("Loss spike.")
                .setDescription("The loss leapt.")
                .build();
    }
}
