package io.descentry.topology;

import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.registry.InMemorySchemaRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A job that left the heap is judged as if it had stayed. */
class RestingJobsTest {
    private static final int JOBS = 5;

    /**
     * What came out of it.
     *
     * @param alerts events, those of each job in order
     * @param stored a digest of the last bytes of each job in the changelog
     */
    private record Outcome(List<String> alerts, Map<String, Integer> stored) {}

    private static Outcome play(Duration restAfter, int mostLive, Consumer<TopologyBench> story) {
        TopologySettings settings =
                TopologySettings.defaults().with(null, Horizon.NOW).withLive(restAfter, mostLive);
        try (var bench = new TopologyBench(InMemorySchemaRegistry.withOurSchemas(), settings, Map.of())) {
            story.accept(bench);
            Map<String, Integer> stored = new TreeMap<>();
            bench.changelog()
                    .forEach(entry -> stored.put(
                            new String(entry.key(), StandardCharsets.UTF_8), Arrays.hashCode(entry.value())));
            return new Outcome(
                    bench.alertEvents().stream()
                            .sorted(Comparator.comparing(AlertEvent::getJobId))
                            .map(alert -> alert.getKind()
                                    + ' '
                                    + alert.getStatus()
                                    + ' '
                                    + alert.getEventId()
                                    + ' '
                                    + alert.hashCode())
                            .toList(),
                    stored);
        }
    }

    private static void steps(TopologyBench bench, int from, int to, double loss) {
        for (int step = from; step <= to; step++) {
            for (int job = 0; job < JOBS; job++) {
                bench.send(step(step)
                        .setJobId("job-" + job)
                        .setLoss(step == to ? loss : 2.0 / (1 + step))
                        .build());
            }
        }
    }

    @Test
    void with_room_for_one_job_five_are_judged_as_with_room_for_all() {
        Consumer<TopologyBench> story = bench -> {
            steps(bench, 0, 60, Double.NaN);
            steps(bench, 61, 200, 40.0);
        };
        Outcome crowded = play(Duration.ofHours(24), 1, story);
        assertThat(crowded).isEqualTo(play(Duration.ofHours(24), JOBS, story));
        assertThat(crowded.alerts).hasSizeGreaterThanOrEqualTo(JOBS);
        assertThat(crowded.stored).hasSize(JOBS);
    }

    @Test
    void a_job_that_rested_for_days_goes_on_where_it_was() {
        Consumer<TopologyBench> story = bench -> {
            steps(bench, 0, 60, 0.1);
            bench.driver.advanceWallClockTime(Duration.ofDays(3));
            bench.driver.advanceWallClockTime(Duration.ofSeconds(1));
            steps(bench, 61, 200, Double.NaN);
        };
        assertThat(play(Duration.ofMinutes(10), 100, story)).isEqualTo(play(Duration.ofDays(30), 100, story));
    }

    @Test
    void silence_of_a_job_at_rest_is_noticed_when_it_would_have_been() {
        Consumer<TopologyBench> story = bench -> {
            steps(bench, 0, 60, 0.1);
            IntStream.range(0, 900).forEach(second -> bench.driver.advanceWallClockTime(Duration.ofSeconds(1)));
        };
        Outcome crowded = play(Duration.ofHours(24), 1, story);
        assertThat(crowded).isEqualTo(play(Duration.ofHours(24), JOBS, story));
        assertThat(crowded.alerts)
                .filteredOn(alert -> alert.contains("stalled_job"))
                .hasSize(JOBS);
    }
}
