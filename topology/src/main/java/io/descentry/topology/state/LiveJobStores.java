package io.descentry.topology.state;

import io.descentry.judge.JobJudge;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The stores behind {@link LiveJobs}: a memory per job that is in the changelog at every commit, without a store
 * access per record. Public API only.
 */
/*
 * Streams writes a store's changelog inside the transaction of a commit in one place only: where it flushes its
 * caches, before the producer is flushed and the transaction ends. StateStore.flush() and commit() come after that,
 * and under exactly-once not at all. So there are two stores:
 *
 *   job-memory           logged, not cached; its inner store is LiveJobs. put() there logs bytes and keeps nothing,
 *                        restoring fills LiveJobs.
 *   job-memory-changed   cached, not logged; per record only the first change of a job since the last commit puts a
 *                        marker here. The cache flushes the markers at commit, and the inner store answers each by
 *                        writing that one live object to job-memory.
 *
 * State, alerts and offsets are thereby in one transaction. If the cache evicts a marker early, that job is merely
 * written early.
 */
public final class LiveJobStores {
    /** Name of the logged store; its changelog topic is named after it. */
    public static final String MEMORY = "job-memory";
    /** Name of the store of markers. */
    public static final String CHANGED = "job-memory-changed";

    private final JobJudge judge;
    private final Map<TaskId, LiveJobs> byTask = new ConcurrentHashMap<>();

    public LiveJobStores(JobJudge judge) {
        this.judge = judge;
    }

    /** The logged store. */
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> memory() {
        return Stores.keyValueStoreBuilder(
                        supplier(MEMORY, () -> new LiveJobStore(this)), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of())
                .withCachingDisabled();
    }

    /** The store of markers. */
    public StoreBuilder<KeyValueStore<Bytes, byte[]>> changed() {
        return Stores.keyValueStoreBuilder(
                        supplier(CHANGED, () -> new MarkerStore(this)), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .withCachingEnabled();
    }

    /** The jobs of the task that a processor runs in; its stores must be connected to that processor. */
    public LiveJobs of(ProcessorContext<?, ?> context) {
        LiveJobs jobs = find(context.taskId());
        if (jobs == null) {
            throw new IllegalStateException("task " + context.taskId() + " has no open store " + MEMORY);
        }
        jobs.connect(context.getStateStore(MEMORY), context.getStateStore(CHANGED));
        return jobs;
    }

    @Nullable
    LiveJobs find(TaskId task) {
        return byTask.get(task);
    }

    LiveJobs open(TaskId task) {
        var jobs = new LiveJobs(judge);
        byTask.put(task, jobs);
        return jobs;
    }

    void close(TaskId task, LiveJobs jobs) {
        byTask.remove(task, jobs);
    }

    private static KeyValueBytesStoreSupplier supplier(String name, Supplier<KeyValueStore<Bytes, byte[]>> store) {
        return new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                return store.get();
            }

            @Override
            public String metricsScope() {
                return "live";
            }
        };
    }
}
