package io.descentry.topology.node;

import io.descentry.alert.AlertChange;
import io.descentry.peer.PeerGroup;
import io.descentry.peer.PeerReport;
import io.descentry.reading.PeerNote;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.PeerNotes;
import io.descentry.topology.TopologySettings;
import io.descentry.topology.state.GroupRows;
import io.descentry.wire.RecordEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Holds the groups of one sort that belong to a task: lets each take what its jobs report, tells it what time it is, keeps its
 * rows, and passes on what it has to say.
 *
 * <p>The time of a group is the latest event time that it was told, and goes on with the wall clock while it is told nothing.
 */
public final class PeerGroups implements Processor<byte[], PeerReport, byte[], byte[]> {
    private final Duration tick;
    private final PeerGroup.Founder founder;
    private final String store;
    private final SchemaRegistry registry;
    private final TopologySettings settings;
    private final AlertOutlet.Nodes outlets;
    private final String notes;
    private final PromptCommits commits;
    private final Map<String, Live> live = new HashMap<>();
    private ProcessorContext<byte[], byte[]> context;
    private GroupRows rows;
    private Counters counters;
    private AlertOutlet outlet;
    private PromptCommits.Requests prompt;
    private RecordEncoder<io.descentry.avro.PeerNote> noteEncoder;

    /**
     * @param tick how often the groups are told what time it is while nobody tells them anything
     * @param founder makes the groups
     * @param store name of the store of their rows
     * @param outlets nodes for changes of alerts
     * @param notes node for what jobs are told, keyed by job
     * @param commits asked when an incident changed
     */
    public PeerGroups(
            Duration tick,
            PeerGroup.Founder founder,
            String store,
            SchemaRegistry registry,
            TopologySettings settings,
            AlertOutlet.Nodes outlets,
            String notes,
            PromptCommits commits) {
        this.tick = tick;
        this.founder = founder;
        this.store = store;
        this.registry = registry;
        this.settings = settings;
        this.outlets = outlets;
        this.notes = notes;
        this.commits = commits;
    }

    @Override
    public void init(ProcessorContext<byte[], byte[]> context) {
        this.context = context;
        this.counters = new Counters(context);
        rows = new GroupRows(context.getStateStore(store));
        prompt = commits.of(context);
        outlet = new AlertOutlet(context, registry, settings.links(), outlets);
        noteEncoder = AlertOutlet.encoder(Topic.PEER_NOTES, registry);
        live.clear();
        rows.byGroup().forEach((group, stored) -> live.put(group, new Live(group, stored)));
        context.schedule(tick, PunctuationType.WALL_CLOCK_TIME, now -> tick(settings.millis(context)));
    }

    @Override
    public void process(Record<byte[], PeerReport> record) {
        String group = new String(record.key(), StandardCharsets.UTF_8);
        Live told = live.computeIfAbsent(group, absent -> new Live(absent, Map.of()));
        PeerReport report = record.value();
        told.hear(report.timeMillis(), settings.millis(context));
        told.group.pass(told.time, told);
        told.group.take(report, told);
        forgetIfEmpty(told);
    }

    private void tick(long nowMillis) {
        for (Live group : new ArrayList<>(live.values())) {
            if (group.isTold()) {
                group.group.pass(group.timeAt(nowMillis), group);
                forgetIfEmpty(group);
            }
        }
    }

    private void forgetIfEmpty(Live group) {
        if (group.kept.isEmpty()) {
            live.remove(group.key);
        }
    }

    /** A group, its time, and where it puts what it has to say. */
    private final class Live implements PeerGroup.Out {
        private static final long NEVER = Long.MIN_VALUE;

        private final String key;
        private final Set<String> kept;
        private final PeerGroup group;
        private long time = NEVER;
        private long heardAt;

        Live(String key, Map<String, byte[]> stored) {
            this.key = key;
            kept = new HashSet<>(stored.keySet());
            group = founder.restore(key, stored);
        }

        /** Whether it is known at all what time it is. */
        boolean isTold() {
            return time != NEVER;
        }

        void hear(long eventMillis, long nowMillis) {
            time = Math.max(time == NEVER ? eventMillis : timeAt(nowMillis), eventMillis);
            heardAt = nowMillis;
        }

        long timeAt(long nowMillis) {
            return time + Math.max(0, nowMillis - heardAt);
        }

        @Override
        public void note(PeerNote note) {
            counters.count("peer-notes", note.getClass().getSimpleName().toUpperCase(Locale.ROOT));
            byte[] job = note.jobId().getBytes(StandardCharsets.UTF_8);
            context.forward(new Record<>(job, noteEncoder.encode(PeerNotes.of(note)), note.timeMillis()), notes);
        }

        @Override
        public void change(AlertChange change) {
            counters.count("alert-changes", change.status().name());
            outlet.publish(key.getBytes(StandardCharsets.UTF_8), change);
            prompt.commitSoon();
        }

        @Override
        public void keep(String row, byte @Nullable [] bytes) {
            rows.put(key, row, bytes);
            if (bytes == null) {
                kept.remove(row);
            } else {
                kept.add(row);
            }
        }
    }

    @Override
    public void close() {
        counters.close();
    }
}
