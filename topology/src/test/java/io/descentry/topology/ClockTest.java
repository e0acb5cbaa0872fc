package io.descentry.topology;

import static io.descentry.topology.TopologyBench.JOB;
import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.Heartbeat;
import io.descentry.avro.JobState;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.schemas.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Silence by the clock, and that it is not confused with lag. */
class ClockTest {
    private final AtomicBoolean lags = new AtomicBoolean();
    private final TopologyBench bench = new TopologyBench(
            InMemorySchemaRegistry.withOurSchemas(),
            TopologySettings.defaults().with(null, (partition, nowMillis) -> lags.get() ? Horizon.UNKNOWN : nowMillis),
            Map.of());

    @AfterEach
    void close() {
        bench.close();
    }

    private void steps(String job, int from, int to) {
        IntStream.rangeClosed(from, to)
                .forEach(i -> bench.send(step(i).setJobId(job).build()));
    }

    private void pass(long seconds) {
        bench.driver.advanceWallClockTime(Duration.ofSeconds(seconds));
    }

    @Test
    void a_silent_job_is_told_by_the_clock_once() {
        steps(JOB, 0, 99);
        pass(29);
        assertThat(bench.alerts()).isEmpty();
        pass(1);
        assertThat(bench.alerts()).containsExactly("stalled_job FIRING at 99");
        pass(7200);
        assertThat(bench.alerts()).isEmpty();
        assertThat(bench.openAlerts()).containsExactly(true);
    }

    @Test
    void a_job_that_goes_on_is_well_and_only_the_silent_one_beside_it_is_told() {
        steps(JOB, 0, 99);
        steps("job-2", 0, 99);
        for (int step = 100; step < 130; step += 2) {
            pass(2);
            steps("job-2", step, step + 1);
        }
        assertThat(bench.alertEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.getJobId()).isEqualTo(JOB));
    }

    @Test
    void a_partition_with_a_backlog_never_yields_a_stall() {
        steps(JOB, 0, 99);
        lags.set(true);
        pass(7200);
        assertThat(bench.alerts()).isEmpty();
        assertThat(looks("unknown")).isPositive();
        steps(JOB, 100, 199);
        lags.set(false);
        pass(29);
        assertThat(bench.alerts()).isEmpty();
        assertThat(looks("known")).isPositive();
    }

    @Test
    void nothing_is_said_about_silence_where_nothing_is_known_of_lag() {
        try (var blind = new TopologyBench()) {
            IntStream.rangeClosed(0, 99).forEach(i -> blind.send(step(i).build()));
            blind.driver.advanceWallClockTime(Duration.ofHours(2));
            assertThat(blind.alerts()).isEmpty();
        }
    }

    @Test
    void a_heartbeat_of_an_impossible_rank_is_a_dead_letter() {
        bench.send(Topic.JOBS, TopologyBench.job(JobState.RUNNING, 4));
        bench.send(
                Topic.HEARTBEATS,
                Heartbeat.newBuilder()
                        .setJobId(JOB)
                        .setRank(4)
                        .setTime(TopologyBench.START)
                        .build());
        assertThat(bench.deadLetters()).containsExactly("RANK_OUT_OF_RANGE");
    }

    private double looks(String which) {
        return bench.driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("clock-looks-total")
                        && which.equals(metric.getKey().tags().get("which")))
                .mapToDouble(metric -> (double) metric.getValue().metricValue())
                .sum();
    }
}
