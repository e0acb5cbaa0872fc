package io.descentry.topology.node;

import io.descentry.topology.settings.RefusedSettings;
import io.descentry.topology.settings.SettingsTable;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the table of settings. Every instance has one, on a thread of its own.
 *
 * <p>The store is in memory, so at a start Streams has all records of the topic processed here before any task runs: what is
 * wrong is refused again, and what was in force before it is so again.
 */
public final class SettingsIntake implements Processor<byte[], byte[], Void, Void> {
    private final SettingsTable table;
    private final RefusedRecords refused;
    private final String store;
    private ProcessorContext<Void, Void> context;
    private KeyValueStore<Bytes, byte[]> inForce;
    private Counters counters;

    /**
     * @param table what judges ask
     * @param refused where refused records are left
     * @param store name of the global store, which holds the records that are in force
     */
    public SettingsIntake(SettingsTable table, RefusedRecords refused, String store) {
        this.table = table;
        this.refused = refused;
        this.store = store;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.context = context;
        this.counters = new Counters(context);
        this.inForce = context.getStateStore(store);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Optional<RefusedSettings> refusal = table.take(record.key(), record.value());
        if (refusal.isEmpty()) {
            counters.count("settings", "TAKEN");
            inForce.put(Bytes.wrap(record.key()), record.value());
            refused.settle(record.key());
            return;
        }
        RefusedSettings why = refusal.get();
        counters.count("settings", why.reason());
        refused.add(new RefusedRecords.Refusal(
                record,
                context.recordMetadata().orElseThrow(),
                new DeadLetter(why.reason(), why.message(), why.exception())));
    }

    @Override
    public void close() {
        counters.close();
    }
}
