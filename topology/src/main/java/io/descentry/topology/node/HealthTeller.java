package io.descentry.topology.node;

import io.descentry.avro.JobHealth;
import io.descentry.judge.JobMemory;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.JobHealths;
import io.descentry.topology.TopologySettings;
import io.descentry.topology.state.LiveJobStores;
import io.descentry.topology.state.LiveJobs;
import io.descentry.wire.RecordEncoder;
import java.time.Duration;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Tells how jobs stand: to a topic, and to a store that requests are answered from. */
public final class HealthTeller implements Processor<byte[], HealthCue, byte[], byte[]> {
    /** How often it looks whether a state that was held back is due. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final LiveJobStores stores;
    private final SchemaRegistry registry;
    private final TopologySettings settings;
    private final String store;
    private final Cadence<Bytes> cadence;
    private ProcessorContext<byte[], byte[]> context;
    private LiveJobs jobs;
    private KeyValueStore<Bytes, byte[]> told;
    private RecordEncoder<JobHealth> encoder;

    /**
     * @param store name of the store of the last states
     */
    public HealthTeller(LiveJobStores stores, SchemaRegistry registry, TopologySettings settings, String store) {
        this.stores = stores;
        this.registry = registry;
        this.settings = settings;
        this.store = store;
        this.cadence = new Cadence<>(settings.healthEvery().toMillis());
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        this.jobs = stores.of(context);
        this.told = context.getStateStore(store);
        try {
            encoder = new RecordEncoder<>(Topic.JOB_HEALTH, registry);
        } catch (SchemaRegistryException e) {
            throw new StreamsException("the health of jobs cannot be written: " + e.getMessage(), e);
        }
        Duration every = settings.healthEvery();
        if (!every.isZero()) {
            context.schedule(
                    every.compareTo(LOOK) < 0 ? every : LOOK,
                    PunctuationType.WALL_CLOCK_TIME,
                    now -> cadence.tellOverdue(settings.millis(context), this::tell));
        }
    }

    @Override
    public void process(Record<byte[], HealthCue> record) {
        Bytes job = Bytes.wrap(record.key());
        HealthCue cue = record.value();
        if (cue == HealthCue.FORGOTTEN) {
            cadence.forget(job);
            told.delete(job);
            context.forward(record.withValue(null));
            return;
        }
        JobMemory memory = jobs.find(job);
        if (memory == null) {
            return;
        }
        if (cadence.isDue(job, memory.status(), cue == HealthCue.CHANGED, settings.millis(context))) {
            tell(job, memory);
        } else {
            jobs.waitToBeTold(job, memory.status());
        }
    }

    private void tell(Bytes job) {
        JobMemory memory = jobs.find(job);
        if (memory != null) {
            tell(job, memory);
        }
    }

    private void tell(Bytes job, JobMemory memory) {
        JobHealth health = JobHealths.of(memory.health());
        byte[] value = encoder.encode(health);
        told.put(job, value);
        jobs.waitToBeTold(job, null);
        long time = Math.max(0, health.getUpdatedAt().toEpochMilli());
        context.forward(new Record<>(job.get(), value, time));
    }
}
