package io.descentry.topology.state;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The inner store of {@value LiveJobStores#CHANGED}: keeps nothing; a put is Streams' word to write that job now. The live jobs of a
 * task are there as long as this is open.
 */
final class MarkerStore implements KeyValueStore<Bytes, byte[]> {
    private final LiveJobStores stores;
    private final Position position = Position.emptyPosition();
    private @Nullable LiveJobs jobs;

    MarkerStore(LiveJobStores stores) {
        this.stores = stores;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        jobs = stores.open(context.taskId());
        context.register(root, (key, value) -> {});
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        if (jobs != null) {
            jobs.flush(key);
        }
    }

    @Override
    public String name() {
        return LiveJobStores.CHANGED;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return jobs != null;
    }

    @Override
    public void close() {
        if (jobs != null) {
            stores.close(jobs);
            jobs = null;
        }
    }

    @Override
    public Position getPosition() {
        return position;
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return null;
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        put(key, value);
        return null;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        put(key, null);
        return null;
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        throw new UnsupportedOperationException(name() + " keeps nothing");
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        throw new UnsupportedOperationException(name() + " keeps nothing");
    }

    @Override
    public long approximateNumEntries() {
        return 0;
    }
}
