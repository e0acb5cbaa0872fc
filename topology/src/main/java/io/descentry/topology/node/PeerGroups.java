package io.descentry.topology.node;

import io.descentry.alert.AlertChange;
import io.descentry.peer.GroupSort;
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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
/*
 * A group is an object from the first report on that it takes, until more of its sort are than may be and it is the one that was told
 * nothing the longest. At rest it is rows; they are met in turn, a few at each tick, and told by the clock what time it is, so that what
 * is too old leaves the store.
 */
public final class PeerGroups implements Processor<byte[], PeerReport, byte[], byte[]> {
    /** Rows of groups at rest that are looked at with each tick. */
    private static final int LOOKED_AT = 1_000;

    private final GroupSort sort;
    private final PeerGroup.Founder founder;
    private final String store;
    private final SchemaRegistry registry;
    private final TopologySettings settings;
    private final AlertOutlet.Nodes outlets;
    private final String notes;
    private final PromptCommits commits;
    /** The one that was told nothing the longest comes first. */
    private final LinkedHashMap<String, Live> live = new LinkedHashMap<>(16, 0.75f, true);

    private ProcessorContext<byte[], byte[]> context;
    private GroupRows rows;
    private Counters counters;
    private AlertOutlet outlet;
    private PromptCommits.Requests prompt;
    private RecordEncoder<io.descentry.avro.PeerNote> noteEncoder;

    /**
     * @param sort how often its groups are told what time it is while nobody tells them anything, and how many may be live
     * @param founder makes the groups
     * @param store name of the store of their rows
     * @param outlets nodes for changes of alerts
     * @param notes node for what jobs are told, keyed by job
     * @param commits asked when an incident changed
     */
    public PeerGroups(
            GroupSort sort,
            PeerGroup.Founder founder,
            String store,
            SchemaRegistry registry,
            TopologySettings settings,
            AlertOutlet.Nodes outlets,
            String notes,
            PromptCommits commits) {
        this.sort = sort;
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
        context.schedule(sort.tick(), PunctuationType.WALL_CLOCK_TIME, now -> tick(settings.millis(context)));
    }

    @Override
    public void process(Record<byte[], PeerReport> record) {
        String group = new String(record.key(), StandardCharsets.UTF_8);
        Live told = live.get(group);
        if (told == null) {
            told = new Live(group, rows.of(group));
            live.put(group, told);
            restEldest();
        }
        PeerReport report = record.value();
        told.hear(report.timeMillis(), settings.millis(context));
        told.group.pass(told.time, told);
        told.group.take(report, told);
        forgetIfEmpty(told);
    }

    private void restEldest() {
        if (live.size() > sort.mostLive()) {
            var eldest = live.values().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    private void tick(long nowMillis) {
        for (Live group : new ArrayList<>(live.values())) {
            group.group.pass(group.timeAt(nowMillis), group);
            forgetIfEmpty(group);
        }
        if (sort.mostLive() < Integer.MAX_VALUE) {
            for (String group : rows.next(LOOKED_AT)) {
                if (!live.containsKey(group)) {
                    var resting = new Live(group, rows.of(group));
                    resting.group.pass(nowMillis, resting);
                }
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
