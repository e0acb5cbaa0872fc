package io.descentry.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.JobState;
import io.descentry.avro.StepSummary;
import io.descentry.schemas.Topic;
import org.junit.jupiter.api.Test;

/** A job of thousands of ranks through the topology: its memory stays below what docs/performance.md publishes. */
class LargeJobTest {
    private static final int RANKS = 4_096;
    private static final int STORED_PER_RANK = 60;
    private static final int OF_THE_JOB = 6_000;
    private static final int STEPS = 3;

    @Test
    void four_thousand_ranks_are_remembered_within_the_published_bound() {
        try (var bench = new TopologyBench()) {
            bench.send(Topic.JOBS, TopologyBench.job(JobState.RUNNING, RANKS, "fc1", "fc2"));
            long largest = 0;
            for (int step = 0; step < STEPS; step++) {
                for (int rank = 0; rank < RANKS; rank++) {
                    bench.send(step(rank, step, 2.0));
                }
                largest = Math.max(largest, largest(bench));
            }
            assertThat(largest).isBetween((long) RANKS, OF_THE_JOB + (long) STORED_PER_RANK * RANKS);
            assertThat(bench.alerts()).isEmpty();

            for (int rank = 0; rank < RANKS; rank++) {
                bench.send(step(rank, STEPS, rank == RANKS - 7 ? Double.NaN : 2.0));
            }
            assertThat(bench.alertEvents())
                    .hasSize(1)
                    .extracting(AlertEvent::getRank)
                    .containsOnly(RANKS - 7);
            assertThat(largest(bench)).isLessThan(OF_THE_JOB + (long) STORED_PER_RANK * RANKS);
        }
    }

    private static StepSummary step(int rank, int step, double loss) {
        return TopologyBench.step(step)
                .setRank(rank)
                .setLoss(loss)
                .setParameterDigest(77L)
                .setComputeTimeMs(300.0 + rank % 20)
                .build();
    }

    private static long largest(TopologyBench bench) {
        return bench.changelog().stream()
                .mapToLong(entry -> entry.value().length)
                .max()
                .orElse(0);
    }
}
