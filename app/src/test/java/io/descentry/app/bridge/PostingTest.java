package io.descentry.app.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostingTest {
    private final AlertEvent alert = Alerts.of("f1", AlertSeverity.WARNING);

    @Test
    void labelsSayWhatItIsAndWhatIsNotKnownIsNone() {
        assertThat(Posting.of(alert, List.of("team")).labels())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("alertname", "TrainingLossSpike"),
                        Map.entry("severity", "warning"),
                        Map.entry("cluster", "none"),
                        Map.entry("project", "vision"),
                        Map.entry("owner", "none"),
                        Map.entry("job_id", "job-1"),
                        Map.entry("subject", "loss"),
                        Map.entry("fingerprint", "f1"),
                        Map.entry("incident", "f1"),
                        Map.entry("role", "incident"),
                        Map.entry("pages", "true"),
                        Map.entry("label_team", "none")));
    }

    @Test
    void furtherStepsOfAnAlertAreTheSameAlert() {
        Map<String, String> before = Posting.of(alert, List.of()).labels();
        alert.setLastStep(500);
        alert.setDescription("The loss leapt again.");
        alert.setRank(3);
        Posting after = Posting.of(alert, List.of());
        assertThat(after.labels()).isEqualTo(before);
        assertThat(after.annotations())
                .containsEntry("steps", "118 to 500")
                .containsEntry("where", "rank 3")
                .containsEntry("description", "The loss leapt again.");
    }

    @Test
    void whatFollowsIsAMemberOfItsIncident() {
        alert.setIncident("f0");
        assertThat(Posting.of(alert, List.of()).labels())
                .containsEntry("incident", "f0")
                .containsEntry("role", "member");
    }

    @Test
    void anAlertFromBeforeIncidentsStandsAlone() {
        alert.setIncident(null);
        assertThat(Posting.of(alert, List.of()).labels())
                .containsEntry("incident", "f1")
                .containsEntry("role", "incident");
    }

    @Test
    void longTextsAreCut() {
        alert.setDescription("x".repeat(100_000));
        assertThat(Posting.of(alert, List.of()).annotations().get("description"))
                .hasSizeLessThan(1_100);
    }
}
