package io.descentry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.descentry.app.Progress;
import io.descentry.app.replay.DetectionSource;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Publisher;
import io.descentry.corpus.Run;
import io.descentry.corpus.Runs;
import io.descentry.it.support.CommittedAlerts;
import io.descentry.it.support.GroupLag;
import io.descentry.it.support.LocalClusterProcess;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.ServiceProcess;
import io.descentry.registry.SchemaRegistries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service is killed in the middle of its work, twice, and nobody who reads committed alerts can tell. */
class KillNineIT {
    private static final Duration LONG = Duration.ofMinutes(3);

    @Test
    void a_killed_service_loses_and_doubles_no_alert(@TempDir Path directory) throws Exception {
        List<Run> all = Runs.in(Path.of("..", "corpus", "data"));
        List<Run> runs = IntStream.range(0, all.size())
                .filter(i -> i % 4 == 0)
                .mapToObj(all::get)
                .toList();
        List<String> expected = new DetectionSource()
                .judge(runs, Progress.NONE).events().stream()
                        .map(AlertEvent::getEventId)
                        .sorted()
                        .toList();
        assertThat(expected)
                .as("alerts of the recorded runs")
                .hasSizeGreaterThan(20)
                .doesNotHaveDuplicates();

        try (var kafka = LocalClusterProcess.temporary();
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()))) {
            Prepared.on(kafka, registry);
            try (var publisher = Publisher.to(Map.of("bootstrap.servers", kafka.bootstrapServers()), registry)) {
                publisher.sendAtOnce(runs, Instant.now(), (record, sent, total) -> {});
            }
            var lag = new GroupLag(admin, "kill-nine");
            try (var alerts = new CommittedAlerts(kafka.bootstrapServers(), registry);
                    var service = new ServiceProcess("kill-nine", directory, kafka, Map.of())) {
                for (int seen : List.of(expected.size() / 4, expected.size() / 2)) {
                    service.start();
                    await().atMost(LONG).until(() -> alerts.poll().size() >= seen);
                    service.kill();
                    assertThat(lag.records())
                            .as("input not yet judged at the kill")
                            .isPositive();
                }
                service.start();
                await().atMost(LONG).until(() -> lag.records() == 0);
                // Logs that break off are silence, which the clock tells after half a minute.
                await().atMost(LONG).until(() -> alerts.poll().size() >= expected.size() && alerts.atEnd(admin));
                assertThat(alerts.poll().stream().map(AlertEvent::getEventId).sorted())
                        .containsExactlyElementsOf(expected);
            }
        }
    }
}
