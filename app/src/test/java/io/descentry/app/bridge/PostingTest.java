package io.descentry.app.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostingTest {
    private final AlertEvent alert = Alerts.of("f1", AlertSeverity.WARNING);
    private final AlertEvent.Builder changed = AlertEvent.newBuilder(alert);

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
        Posting after = Posting.of(
                changed.setLastStep(500)
                        .setDescription("The loss leapt again.")
                        .setRank(3)
                        .build(),
                List.of());
        assertThat(after.labels()).isEqualTo(before);
        assertThat(after.annotations())
                .containsEntry("steps", "118 to 500")
                .containsEntry("where", "rank 3")
                .containsEntry("description", "The loss leapt again.");
    }

    @Test
    void whatFollowsIsAMemberOfItsIncident() {
        assertThat(Posting.of(changed.setIncident("f0").build(), List.of()).labels())
                .containsEntry("incident", "f0")
                .containsEntry("role", "member");
    }

    @Test
    void anAlertFromBeforeIncidentsStandsAlone() {
        assertThat(Posting.of(changed.setIncident(null).build(), List.of()).labels())
                .containsEntry("incident", "f1")
                .containsEntry("role", "incident");
    }

    @Test
    void longTextsAreCut() {
        AlertEvent wordy = changed.setDescription("x".repeat(100_000)).build();
        assertThat(Posting.of(wordy, List.of()).annotations().get("description"))
                .hasSizeLessThan(1_100);
    }
}
