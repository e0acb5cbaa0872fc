package io.descentry.topology;

import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.registry.InMemorySchemaRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertLinksTest {
    private static final TopologySettings LINKED = new TopologySettings(
            Duration.ofHours(1),
            Duration.ofSeconds(30),
            Duration.ofDays(30),
            Duration.ofHours(24),
            100_000,
            Duration.ofSeconds(5),
            new AlertLinks("https://wiki.example/{alert_name}.md", "https://grafana.example/d/job?var-job={job_id}"));

    @Test
    void an_alert_points_to_its_runbook_and_its_job() {
        try (var bench = new TopologyBench(InMemorySchemaRegistry.withOurSchemas(), LINKED, Map.of())) {
            bench.send(step(0).setLoss(Double.NaN).build());
            assertThat(bench.alertEvents()).singleElement().satisfies(alert -> {
                assertThat(alert.getRunbookUrl()).isEqualTo("https://wiki.example/TrainingNonFinite.md");
                assertThat(alert.getDashboardUrl()).isEqualTo("https://grafana.example/d/job?var-job=job-1");
            });
        }
    }

    @Test
    void without_settings_it_points_nowhere() {
        try (var bench = new TopologyBench()) {
            bench.send(step(0).setLoss(Double.NaN).build());
            assertThat(bench.alertEvents()).singleElement().satisfies(alert -> {
                assertThat(alert.getRunbookUrl()).isNull();
                assertThat(alert.getDashboardUrl()).isNull();
            });
        }
    }
}
