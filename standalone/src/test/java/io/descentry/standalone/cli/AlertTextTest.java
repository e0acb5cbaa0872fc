package io.descentry.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.avro.IncidentMember;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertTextTest {
    private final AlertText plain = new AlertText(new Palette(false), 80);

    @Test
    void anAlertTellsWhereWhatWhyAndWhatToTry() {
        List<String> lines = plain.lines(Alerts.spike(), 9.25, "mlp, classification");
        assertThat(lines)
                .containsExactly(
                        "   9.3 s  WARNING   d015  loss_spike  at step 304, layer fc1, rank 3  (mlp, classification)",
                        "          what      The training loss leapt far above its level.",
                        "          evidence  loss 2.114 at step 304: expected 0.06365, bar 0.8712",
                        "          likely    the learning rate is too high: it rose from 0.1 at step 300",
                        "                    to 20",
                        "          try       look at the batch; clip gradients by norm");
    }

    @Test
    void theEndOfAnAlertIsOneLine() {
        AlertEvent over = Alerts.builder("d015", "loss_spike", 304)
                .setStatus(AlertStatus.RESOLVED)
                .setResolution("RECOVERED")
                .setLastStep(317)
                .build();
        assertThat(plain.lines(over, 12, "mlp"))
                .containsExactly("  12.0 s  resolved  d015  loss_spike: the training recovered, last seen at step 317");
    }

    @Test
    void an_incident_of_the_fleet_tells_what_its_jobs_share_and_who_they_are() {
        assertThat(plain.lines(incident().build(), 20, ""))
                .containsExactly(
                        "  20.0 s  CRITICAL  host node-7  fleet_incident  in 2 jobs",
                        "          what      Several jobs fail in one place.",
                        "          members   d015 non_finite, d016 loss_spike, d016 non_finite",
                        "          try       take the host out of service");
        AlertEvent over = incident()
                .setStatus(AlertStatus.RESOLVED)
                .setResolution("RECOVERED")
                .build();
        assertThat(plain.lines(over, 30, ""))
                .containsExactly("  30.0 s  resolved  host node-7  fleet_incident: none of its 2 jobs has it any more");
    }

    private static AlertEvent.Builder incident() {
        return Alerts.builder("", "fleet_incident", 0)
                .setSeverity(AlertSeverity.CRITICAL)
                .setSummary("Several jobs fail in one place.")
                .setEvidence(List.of())
                .setCauses(List.of())
                .setRemedies(List.of("take the host out of service"))
                .setFactor("host")
                .setFactorValue("node-7")
                .setMembers(List.of(
                        new IncidentMember("d015", "0123456789abcdef", "non_finite"),
                        new IncidentMember("d016", "123456789abcdef0", "loss_spike"),
                        new IncidentMember("d016", "23456789abcdef01", "non_finite")));
    }

    @Test
    void coloursComeOnlyWhereTheyAreWanted() {
        assertThat(String.join("", plain.lines(Alerts.spike(), 1, ""))).doesNotContain("\u001b");
        assertThat(String.join("", new AlertText(new Palette(true), 80).lines(Alerts.spike(), 1, "")))
                .contains("\u001b[1;33mWARNING \u001b[0m");
    }

    @Test
    void what_follows_from_an_alert_is_one_line() {
        AlertEvent follower = Alerts.builder("d015", "non_finite", 310)
                .setFollows("0123456789abcdef")
                .setPages(false)
                .setChain("loss spike at step 304 -> NaN or infinity at step 310")
                .build();

        assertThat(plain.lines(follower, 9.5, "mlp"))
                .containsExactly("   9.5 s  attached  d015  non_finite  at step 310, layer fc1, rank 3"
                        + "  (loss spike at step 304 -> NaN or infinity at step 310)");
    }
}
