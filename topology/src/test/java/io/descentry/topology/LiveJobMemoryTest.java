package io.descentry.topology;

import static io.descentry.topology.TopologyBench.JOB;
import static io.descentry.topology.TopologyBench.step;
import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.StepBatch;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.state.LiveJobStores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

/** The memory of a job is in the changelog at every commit, or it is lost with the process. */
class LiveJobMemoryTest {
    private static final Bytes KEY = Bytes.wrap(JOB.getBytes(StandardCharsets.UTF_8));

    /**
     * Pins what the marker store rests on: Streams flushes caches before it ends the transaction. Were it to change that,
     * nothing would be in the changelog here.
     */
    @Test
    void a_commit_writes_the_changed_job_to_the_changelog() {
        try (var bench = new TopologyBench()) {
            bench.send(step(0).build());

            List<TestRecord<byte[], byte[]>> changelog = bench.changelog();
            assertThat(changelog).hasSize(1);
            assertThat(changelog.get(0).key()).isEqualTo(KEY.get());
            assertThat(changelog.get(0).value()).isEqualTo(memory(bench).get(KEY));
        }
    }

    @Test
    void a_record_that_changes_nothing_writes_nothing() {
        try (var bench = new TopologyBench()) {
            bench.send(step(0).build());
            bench.changelog();

            bench.send(step(0).build());
            bench.send(step(1).setRank(-1).build());
            assertThat(bench.changelog()).isEmpty();
        }
    }

    @Test
    void without_room_for_markers_a_job_is_only_written_earlier() {
        var noCache = Map.of(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        try (var small = new TopologyBench(InMemorySchemaRegistry.withOurSchemas(), noCache);
                var large = new TopologyBench()) {
            for (var bench : List.of(small, large)) {
                for (int step = 0; step < 50; step++) {
                    bench.send(step(step).setLoss(step == 40 ? Double.NaN : 2.0).build());
                }
            }
            assertThat(small.alerts()).isEqualTo(large.alerts()).isNotEmpty();
            assertThat(memory(small).get(KEY)).isEqualTo(memory(large).get(KEY));
            assertThat(small.changelog()).isNotEmpty();
        }
    }

    /**
     * All within one commit. Fails if a job that was written early is not marked again: because writing leaves it dirty, because its
     * marker is put before it counts as changed, or because a node does not note what it changed after another one noted its own.
     */
    @Test
    void a_job_whose_marker_was_evicted_is_marked_again_by_its_next_change() {
        StepBatch batch = StepBatch.newBuilder()
                .setJobId(JOB)
                .setSteps(IntStream.range(0, 20)
                        .mapToObj(number -> step(number)
                                .setLoss(number == 19 ? Double.NaN : 2.0)
                                .build())
                        .toList())
                .build();
        var noCache = Map.of(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
        try (var small = new TopologyBench(InMemorySchemaRegistry.withOurSchemas(), noCache);
                var large = new TopologyBench()) {
            small.send(Topic.STEP_BATCHES, batch);
            large.send(Topic.STEP_BATCHES, batch);
            List<TestRecord<byte[], byte[]>> early = small.changelog();
            List<TestRecord<byte[], byte[]>> atCommit = large.changelog();
            assertThat(atCommit).hasSize(1);
            assertThat(early).hasSizeGreaterThanOrEqualTo(20);
            assertThat(early.get(early.size() - 1).value())
                    .isEqualTo(atCommit.get(0).value());
            assertThat(small.alerts()).isEqualTo(large.alerts()).containsExactly("non_finite FIRING at 19");
        }
    }

    @Test
    void only_changelogged_memory_is_what_people_see_in_the_store() {
        try (var bench = new TopologyBench()) {
            bench.send(step(0).build());
            assertThat(memory(bench).approximateNumEntries()).isEqualTo(1);
            try (KeyValueIterator<Bytes, byte[]> all = memory(bench).all()) {
                assertThat(all.next().key).isEqualTo(KEY);
                assertThat(all.hasNext()).isFalse();
            }
        }
    }

    @Test
    void a_job_silent_for_a_month_is_forgotten_and_its_alerts_end() {
        try (var bench = new TopologyBench()) {
            bench.send(step(0).build());
            bench.send(step(1).setLoss(Double.NaN).build());
            assertThat(bench.alerts()).containsExactly("non_finite FIRING at 1");
            assertThat(bench.openAlerts()).containsExactly(true);
            bench.changelog();

            bench.driver.advanceWallClockTime(Duration.ofDays(29));
            assertThat(bench.alerts()).isEmpty();
            assertThat(bench.changelog()).isEmpty();

            bench.driver.advanceWallClockTime(Duration.ofDays(1));
            bench.driver.advanceWallClockTime(Duration.ofMinutes(2));
            assertThat(bench.alerts()).containsExactly("non_finite RESOLVED at 1");
            assertThat(bench.openAlerts()).containsExactly(false);
            assertThat(memory(bench).get(KEY)).isNull();
            assertThat(bench.changelog())
                    .last()
                    .satisfies(entry -> assertThat(entry.value()).isNull());
        }
    }

    @Test
    void nothing_is_forgotten_that_was_just_taken_over() {
        try (var bench = new TopologyBench()) {
            bench.driver.advanceWallClockTime(Duration.ofDays(31));
            bench.send(step(0).build());
            bench.driver.advanceWallClockTime(Duration.ofHours(23));
            assertThat(memory(bench).get(KEY)).as("its records are a month old").isNotNull();

            bench.driver.advanceWallClockTime(Duration.ofHours(2));
            bench.driver.advanceWallClockTime(Duration.ofMinutes(2));
            assertThat(memory(bench).get(KEY)).isNull();
        }
    }

    private static KeyValueStore<Bytes, byte[]> memory(TopologyBench bench) {
        return bench.driver.getKeyValueStore(LiveJobStores.MEMORY);
    }
}
