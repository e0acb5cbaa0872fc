package io.descentry.topology.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.alert.AlertLifecycle;
import io.descentry.detect.Catalogue;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.topology.TopologySettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is on the heap is bounded, and what leaves it is in the base. */
class LiveJobsTest {
    private static final int MOST = 4;
    private static final TopologySettings SETTINGS = TopologySettings.defaults().withLive(Duration.ofHours(24), MOST);

    private final JobJudge judge = new JobJudge(Catalogue.standard(), AlertLifecycle.DEFAULT);
    private final LivePool pool = new LivePool(MOST);
    private final AtomicInteger changed = new AtomicInteger();
    private final AtomicLong clock = new AtomicLong(1_000_000_000_000L);
    private final KeyValueStore<Bytes, byte[]> base = store("base");
    private final KeyValueStore<Bytes, byte[]> markers = store("markers");
    private final LiveJobs jobs = task(0);

    private static KeyValueStore<Bytes, byte[]> store(String name) {
        KeyValueStore<Bytes, byte[]> store = Stores.inMemoryKeyValueStore(name).get();
        store.init(new MockProcessorContext<Bytes, byte[]>().getStateStoreContext(), store);
        return store;
    }

    private LiveJobs task(int partition) {
        var task = new LiveJobs(judge, SETTINGS, new TaskId(0, partition), pool, changed);
        task.connect(base, markers, clock::get);
        return task;
    }

    @BeforeEach
    void judgesFromNowOn() {
        jobs.takeOver();
    }

    private static Bytes key(int job) {
        return Bytes.wrap(("job-" + job).getBytes(StandardCharsets.UTF_8));
    }

    private void hear(int job) {
        hear(jobs, job);
    }

    private void hear(LiveJobs task, int job) {
        JobMemory known = task.find(key(job));
        task.heard(key(job), known == null ? judge.remember("job-" + job) : known);
    }

    @Test
    void no_more_jobs_are_live_than_may_be() {
        IntStream.range(0, 1_000).forEach(this::hear);
        assertThat(jobs.size()).isEqualTo(MOST);
        assertThat(base.approximateNumEntries()).as("all others were written").isEqualTo(1_000 - MOST);
        assertThat(jobs.find(key(0))).isNotNull();
        assertThat(jobs.size()).isEqualTo(MOST);
    }

    @Test
    void the_one_that_was_silent_the_longest_rests_first() {
        IntStream.range(0, MOST).forEach(this::hear);
        hear(0);
        hear(MOST);
        assertThat(base.get(key(0))).isNull();
        assertThat(base.get(key(1))).isNotNull();
    }

    @Test
    void a_large_task_and_a_small_one_have_room_as_long_as_all_fit() {
        LiveJobs small = another();
        hear(small, MOST);
        IntStream.range(0, MOST - 1).forEach(this::hear);
        assertThat(jobs.size()).isEqualTo(MOST - 1);
        assertThat(small.size()).isEqualTo(1);
        assertThat(base.approximateNumEntries()).as("nobody had to rest").isZero();
    }

    @Test
    void a_task_that_comes_later_gets_its_share_from_who_has_more() {
        IntStream.range(0, MOST).forEach(this::hear);
        LiveJobs second = another();
        hear(second, MOST);
        hear(second, MOST + 1);
        assertThat(second.size()).isEqualTo(MOST / 2);
        jobs.rest(100);
        assertThat(jobs.size()).as("the others rest at the next look").isEqualTo(MOST / 2);
        hear(second, MOST + 2);
        assertThat(second.size()).isEqualTo(MOST / 2);

        second.release();
        IntStream.range(0, MOST).forEach(this::hear);
        assertThat(jobs.size()).isEqualTo(MOST);
    }

    @Test
    void what_is_forgotten_or_rests_leaves_room_for_others() {
        IntStream.range(0, MOST).forEach(this::hear);
        jobs.forget(key(0));
        hear(MOST);
        assertThat(base.get(key(1))).as("still live").isNull();
        jobs.takeOver();
        IntStream.range(0, MOST).forEach(this::hear);
        assertThat(jobs.size()).isEqualTo(MOST);
    }

    private LiveJobs another() {
        LiveJobs second = task(1);
        second.takeOver();
        return second;
    }

    @Test
    void a_job_rests_after_a_day() {
        hear(0);
        jobs.flush(key(0));
        clock.addAndGet(Duration.ofHours(12).toMillis());
        hear(1);
        clock.addAndGet(Duration.ofHours(12).toMillis());
        jobs.rest(100);
        assertThat(jobs.size()).isEqualTo(1);
        assertThat(base.get(key(0))).isNotNull();
    }

    @Test
    void what_was_live_and_not_written_is_not_true_for_who_takes_over() {
        hear(0);
        jobs.release();
        jobs.flush(key(0));
        assertThat(base.get(key(0))).isNull();
        jobs.takeOver();
        assertThat(jobs.find(key(0))).isNull();
    }

    @Test
    void a_walk_meets_each_job_once_and_no_more_than_it_may_at_once() {
        IntStream.range(0, 1_000).forEach(this::hear);
        clock.addAndGet(Duration.ofDays(40).toMillis());
        assertThat(jobs.silentFor(Duration.ofDays(30), 300)).hasSize(300);
        long met = IntStream.range(0, 3)
                .mapToLong(again -> jobs.silentFor(Duration.ofDays(30), 300).size())
                .sum();
        assertThat(met).isEqualTo(1_000 - MOST - 300);
    }
}
