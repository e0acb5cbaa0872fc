package io.descentry.topology.node;

import io.descentry.alert.AlertChange;
import io.descentry.avro.AlertEvent;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.AlertEvents;
import io.descentry.topology.AlertLinks;
import io.descentry.topology.state.LiveJobStores;
import io.descentry.topology.state.LiveJobs;
import io.descentry.wire.RecordEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Turns findings into changes of alerts and publishes them: every change, and what is open now. */
public final class Lifecycle implements Processor<byte[], Verdict.Judged, byte[], Object> {
    private final JobJudge judge;
    private final LiveJobStores stores;
    private final SchemaRegistry registry;
    private final AlertLinks links;
    private final String events;
    private final String open;
    private final String health;
    private ProcessorContext<byte[], Object> context;
    private LiveJobs jobs;
    private Counters counters;
    private RecordEncoder<AlertEvent> eventEncoder;
    private RecordEncoder<AlertEvent> openEncoder;

    /**
     * @param links pages that alerts point to
     * @param events node for every change, keyed by job
     * @param open node for the table of open alerts, keyed by fingerprint
     * @param health node that is told of every judged record
     */
    public Lifecycle(
            JobJudge judge,
            LiveJobStores stores,
            SchemaRegistry registry,
            AlertLinks links,
            String events,
            String open,
            String health) {
        this.judge = judge;
        this.stores = stores;
        this.registry = registry;
        this.links = links;
        this.events = events;
        this.open = open;
        this.health = health;
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        this.jobs = stores.of(context);
        this.counters = new Counters(context);
        try {
            eventEncoder = new RecordEncoder<>(Topic.ALERT_EVENTS, registry);
            openEncoder = new RecordEncoder<>(Topic.ALERTS, registry);
        } catch (SchemaRegistryException e) {
            throw new StreamsException("alerts cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void process(Record<byte[], Verdict.Judged> record) {
        JobMemory memory = jobs.find(Bytes.wrap(record.key()));
        if (memory == null) {
            throw new IllegalStateException("a judged record without a memory of its job");
        }
        List<AlertChange> changes = judge.advance(memory, record.value());
        for (AlertChange change : changes) {
            counters.count("alert-changes", change.status().name());
            publish(record, change);
        }
        context.forward(record.withValue(changes.isEmpty() ? HealthCue.ADVANCED : HealthCue.CHANGED), health);
        if (!changes.isEmpty()) {
            // People wait for alerts, and read_committed readers see them at the commit.
            context.commit();
        }
    }

    private void publish(Record<byte[], Verdict.Judged> record, AlertChange change) {
        AlertEvent event = AlertEvents.of(change, links);
        var published = new Record<>(record.key(), eventEncoder.encode(event), change.timeMillis());
        CloudEvent.describe(event, published.headers());
        context.forward(published, events);
        boolean over = change.status() == AlertChange.Status.RESOLVED;
        context.forward(
                published
                        .withKey(change.fingerprint().getBytes(StandardCharsets.UTF_8))
                        .withValue(over ? null : openEncoder.encode(event)),
                open);
    }

    @Override
    public void close() {
        counters.close();
    }
}
