package io.descentry.corpus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.JobState;
import io.descentry.avro.StepSummary;
import io.descentry.corpus.TrainerRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a simulated cluster promises. */
class SimulatedClusterTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static Bases bases;

    @BeforeAll
    static void read() throws IOException {
        bases = Bases.in(Path.of("data"));
    }

    private static SimulatedCluster cluster(long seed, Set<FleetFault> faults) {
        return SimulatedCluster.of(plan(seed, faults, ClusterPlan.JOB_FAULTS), bases);
    }

    private static ClusterPlan plan(long seed, Set<FleetFault> faults, double jobFaults) {
        return new ClusterPlan(300, 40, START, Duration.ofMinutes(10), seed, faults, jobFaults);
    }

    @Test
    void records_come_in_the_order_of_time_and_within_the_simulation() {
        var stream = cluster(1, EnumSet.allOf(FleetFault.class)).open();
        Instant before = START;
        long records = 0;
        for (var next = stream.read(); next != null; next = stream.read()) {
            assertThat(next.time()).isBetween(before, START.plus(Duration.ofMinutes(10)));
            before = next.time();
            records++;
        }
        assertThat(records).isGreaterThan(50_000);
    }

    @Test
    void the_same_plan_gives_the_same_records_and_another_seed_others() {
        assertThat(digest(cluster(7, Set.of()).open()))
                .isEqualTo(digest(cluster(7, Set.of()).open()));
        assertThat(digest(cluster(7, Set.of()).open()))
                .isNotEqualTo(digest(cluster(8, Set.of()).open()));
    }

    @Test
    void parts_together_are_the_whole() {
        var cluster = cluster(3, EnumSet.allOf(FleetFault.class));
        Map<String, Long> whole = counts(cluster.open());
        var parts = new HashMap<String, Long>();
        for (int part = 0; part < 3; part++) {
            parts.putAll(counts(cluster.open(part, 3)));
        }
        assertThat(parts).isEqualTo(whole);
    }

    @Test
    void two_jobs_in_a_hundred_fail_by_themselves_and_the_others_are_healthy() {
        var cluster = cluster(5, Set.of());
        assertThat(cluster.incidents()).isEmpty();
        assertThat(cluster.alerts()).hasSize(6);
        assertThat(cluster.jobIds()).doesNotHaveDuplicates().hasSize(300);
    }

    @Test
    void ranks_step_together_with_one_digest_and_one_norm() {
        Map<String, StepSummary> first = new HashMap<>();
        int compared = 0;
        var stream = SimulatedCluster.of(plan(5, Set.of(), 0), bases).open();
        for (var next = stream.read(); next != null; next = stream.read()) {
            if (next instanceof TrainerRecord.Step step && step.value().getParameterDigest() != null) {
                StepSummary other =
                        first.putIfAbsent(next.jobId() + '/' + step.value().getStep(), step.value());
                if (other != null) {
                    assertThat(step.value().getParameterDigest()).isEqualTo(other.getParameterDigest());
                    assertThat(step.value().getGradNorm()).isEqualTo(other.getGradNorm());
                    assertThat(Duration.between(other.getTime(), step.value().getTime()))
                            .isLessThan(Duration.ofSeconds(1));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(1_000);
    }

    @Test
    void a_bad_host_makes_three_of_its_jobs_lose_their_weights_from_one_rank_on() {
        var cluster = cluster(1, Set.of(FleetFault.BAD_HOST));
        ExpectedIncident incident = cluster.incidents().get(0);
        assertThat(incident.members()).hasSize(3);
        Map<String, StepSummary> firstNaN = firstNaN(cluster, incident.members());
        assertThat(firstNaN.keySet()).isEqualTo(incident.members());
        firstNaN.forEach((job, step) -> {
            ExpectedAlert expected = Objects.requireNonNull(cluster.alerts().get(job));
            assertThat(step.getRank()).isEqualTo(expected.rank());
            assertThat(expected.host()).isEqualTo(incident.value());
            assertThat(Duration.between(Instant.ofEpochMilli(expected.fromMillis()), step.getTime())
                            .abs())
                    .isLessThan(Duration.ofSeconds(6));
        });
    }

    private static Map<String, StepSummary> firstNaN(SimulatedCluster cluster, Set<String> jobs) {
        var first = new HashMap<String, StepSummary>();
        var stream = cluster.open();
        for (var next = stream.read(); next != null; next = stream.read()) {
            if (next instanceof TrainerRecord.Step step
                    && jobs.contains(next.jobId())
                    && step.value().getLoss() != null
                    && step.value().getLoss().isNaN()) {
                first.putIfAbsent(next.jobId(), step.value());
            }
        }
        return first;
    }

    @Test
    void a_bad_data_set_strikes_its_twelve_readers_in_several_projects() {
        var cluster = cluster(2, Set.of(FleetFault.BAD_DATASET));
        ExpectedIncident incident = cluster.incidents().get(0);
        assertThat(incident.members()).hasSize(12);
        var readers = new HashSet<String>();
        var projects = new HashSet<String>();
        var stream = cluster.open();
        for (var next = stream.read(); next != null; next = stream.read()) {
            if (next instanceof TrainerRecord.Job job
                    && incident.value().equals(job.value().getDataset())) {
                readers.add(next.jobId());
                projects.add(job.value().getProject());
            }
        }
        assertThat(readers).isEqualTo(incident.members());
        assertThat(projects).hasSizeGreaterThan(3);
    }

    @Test
    void a_rack_without_power_is_silent_and_takes_spanning_jobs_with_it() {
        var cluster = cluster(4, Set.of(FleetFault.RACK_OUTAGE));
        ExpectedIncident incident = cluster.incidents().get(0);
        Instant outage = Instant.ofEpochMilli(incident.fromMillis());
        assertThat(incident.members()).hasSizeGreaterThan(5);
        List<String> late = lateOnes(cluster.open(), outage);
        assertThat(late).doesNotContainAnyElementsOf(incident.members()).isNotEmpty();
    }

    private static List<String> lateOnes(ClusterStream stream, Instant after) {
        var late = new HashSet<String>();
        for (var next = stream.read(); next != null; next = stream.read()) {
            if (next instanceof TrainerRecord.Step && next.time().isAfter(after.plusSeconds(1))) {
                late.add(next.jobId());
            }
        }
        return List.copyOf(late);
    }

    @Test
    void jobs_that_had_time_enough_end() {
        var stream = cluster(1, Set.of()).open();
        int ended = 0;
        for (var next = stream.read(); next != null; next = stream.read()) {
            ended += next instanceof TrainerRecord.Job job && job.value().getState() == JobState.FINISHED ? 1 : 0;
        }
        assertThat(ended).isGreaterThan(3);
    }

    private static Map<String, Long> counts(ClusterStream stream) {
        var counts = new HashMap<String, Long>();
        for (var next = stream.read(); next != null; next = stream.read()) {
            counts.merge(next.jobId(), 1L, Long::sum);
        }
        return counts;
    }

    private static long digest(ClusterStream stream) {
        long digest = 0;
        for (var next = stream.read(); next != null; next = stream.read()) {
            digest = 31 * digest + next.value().hashCode();
        }
        return digest;
    }
}
