package io.descentry.topology.node;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the table of open alerts of all jobs as it was published. Every instance has one, so that any can be asked. */
public final class OpenAlertsIntake implements Processor<byte[], byte[], Void, Void> {
    private final String store;
    private KeyValueStore<Bytes, byte[]> open;

    /** @param store name of the global store, in which a value is an AlertEvent in the wire format, by fingerprint */
    public OpenAlertsIntake(String store) {
        this.store = store;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        open = context.getStateStore(store);
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        if (record.key() != null) {
            open.put(Bytes.wrap(record.key()), record.value());
        }
    }
}
