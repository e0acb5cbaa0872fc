package io.descentry.topology.state;

import io.descentry.judge.JobJudge;
import io.descentry.topology.TopologySettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The stores behind {@link LiveJobs}: a memory per job that is in the changelog at every commit, without a store
 * access per record. Public API only.
 */
/*
 * Streams writes a store's changelog inside the transaction of a commit in one place only: where it flushes its
 * caches, before the producer is flushed and the transaction ends. StateStore.flush() and commit() come after that,
 * and under exactly-once not at all. So there are two stores:
 *
 *   job-memory           the base: persistent, logged, not cached; an ordinary store of Kafka Streams. Whoever restores
 *                        or stands by fills it and nothing else.
 *   job-memory-changed   cached, not logged; per record only the first change of a job since the last commit puts a
 *                        marker here. The cache flushes the markers at commit, and the inner store answers each by
 *                        writing that one live object to job-memory.
 *
 * State, alerts and offsets are thereby in one transaction. If the cache evicts a marker early, that job is merely
 * written early. A job that is not live has nothing that the base has not.
 */
public final class LiveJobStores {
    /** Name of the base; its changelog topic is named after it. */
    public static final String MEMORY = "job-memory";
    /** Name of the store of markers. */
    public static final String CHANGED = "job-memory-changed";

    private final JobJudge judge;
    private final TopologySettings settings;
    private final Map<TaskId, LiveJobs> byTask = new ConcurrentHashMap<>();
    private final LivePool pool;
    private final AtomicInteger changed = new AtomicInteger();

    public LiveJobStores(JobJudge judge, TopologySettings settings) {
        this.judge = judge;
        this.settings = settings;
        this.pool = new LivePool(settings.mostLive());
    }

    /** The base. */
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> memory() {
        return Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(MEMORY), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }

    /** The store of markers. */
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> changed() {
        var supplier = new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return CHANGED;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return new MarkerStore(LiveJobStores.this);
            }

            @Override
            public String metricsScope() {
                return "live";
            }
        };
        return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingEnabled();
    }

    /** The jobs of the task that a processor runs in; its stores must be connected to that processor. */
    public LiveJobs of(ProcessorContext<?, ?> context) {
        LiveJobs jobs = byTask.get(context.taskId());
        if (jobs == null) {
            throw new IllegalStateException("task " + context.taskId() + " has no open store " + CHANGED);
        }
        jobs.connect(context.getStateStore(MEMORY), context.getStateStore(CHANGED), () -> settings.millis(context));
        return jobs;
    }

    /** How many jobs the next commit writes, in all tasks. */
    public int changedJobs() {
        return changed.get();
    }

    LiveJobs open(TaskId task) {
        var jobs = new LiveJobs(judge, settings, task, pool, changed);
        byTask.put(task, jobs);
        return jobs;
    }

    void close(LiveJobs jobs) {
        jobs.release();
        byTask.remove(jobs.task(), jobs);
    }
}
