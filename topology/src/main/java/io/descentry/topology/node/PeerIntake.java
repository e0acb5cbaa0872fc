package io.descentry.topology.node;

import io.descentry.avro.PeerReport;
import io.descentry.judge.Verdict.RejectReason;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.peer.GroupSort;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.topology.PeerReports;
import io.descentry.topology.Soundness;
import io.descentry.topology.TopologySettings;
import io.descentry.topology.Unreadable;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Reads what jobs tell their peers and hands it to the groups of its sort; what cannot be read goes to the dead letters. */
public final class PeerIntake implements Processor<byte[], byte[], byte[], Object> {
    private final RecordDecoder<PeerReport> decoder;
    private final Map<GroupSort, String> groups;
    private final String deadLetters;
    private final Soundness soundness;
    private final RegistryOutage outage;
    private ProcessorContext<byte[], Object> context;
    private Counters counters;

    /**
     * @param groups node for each sort of group
     * @param deadLetters node for what cannot be read
     */
    public PeerIntake(
            SchemaRegistry registry, TopologySettings settings, Map<GroupSort, String> groups, String deadLetters) {
        this.decoder = new RecordDecoder<>(PeerReport.class, registry);
        this.groups = Map.copyOf(groups);
        this.deadLetters = deadLetters;
        this.soundness = new Soundness(settings.maxAhead().toMillis());
        this.outage = new RegistryOutage(settings.registryHold().toMillis());
    }

    @Override
    public void init(ProcessorContext<byte[], Object> context) {
        this.context = context;
        this.counters = new Counters(context);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        long now = context.currentSystemTimeMs();
        @Nullable DeadLetter known = outage.why(record.value(), now);
        if (known != null) {
            bury(record, known);
        } else if (record.value() == null) {
            bury(record, new DeadLetter(Unreadable.UNDECODABLE, "no value", null));
        } else {
            try {
                route(record, decoder.decode(record.value()));
            } catch (UndecodableException | SchemaRegistryException e) {
                DeadLetter dead = DeadLetter.because(Unreadable.codeOf(e), e);
                outage.note(record.value(), dead, now);
                bury(record, dead);
            }
        }
    }

    private void route(Record<byte[], byte[]> record, PeerReport decoded) {
        Rejected unsound = soundness.check(decoded, context.currentSystemTimeMs());
        if (unsound != null) {
            bury(record, DeadLetter.because(unsound));
            return;
        }
        Optional<io.descentry.peer.PeerReport> report = PeerReports.of(decoded);
        if (report.isEmpty()) {
            counters.count("ignored", "UNKNOWN_PART");
            return;
        }
        GroupSort sort = report.get().sort();
        if (record.key() == null
                || !GroupSort.of(new String(record.key(), StandardCharsets.UTF_8))
                        .equals(Optional.of(sort))) {
            Rejected rejected =
                    new Rejected(RejectReason.KEY_MISMATCH, "the record key is no group that takes such a report");
            bury(record, DeadLetter.because(rejected));
            return;
        }
        counters.count("records", context.recordMetadata().orElseThrow().topic());
        context.forward(record.withValue(report.get()), Objects.requireNonNull(groups.get(sort)));
    }

    private void bury(Record<byte[], byte[]> record, DeadLetter dead) {
        counters.count("dead-letters", dead.reason());
        context.forward(dead.of(record, context.recordMetadata().orElseThrow()), deadLetters);
    }

    @Override
    public void close() {
        counters.close();
    }
}
