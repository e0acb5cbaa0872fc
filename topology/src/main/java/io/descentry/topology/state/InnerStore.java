package io.descentry.topology.state;

import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What the two inner stores have in common: they live in memory, under one task, and know no ranges. */
abstract class InnerStore implements KeyValueStore<Bytes, byte[]> {
    private final String name;
    private final Position position = Position.emptyPosition();
    private @Nullable TaskId task;
    private boolean open;

    InnerStore(String name) {
        this.name = name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        task = context.taskId();
        open = true;
    }

    final TaskId task() {
        if (task == null) {
            throw new IllegalStateException(name + " is not open");
        }
        return task;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }

    @Override
    public Position getPosition() {
        return position;
    }

    @Override
    public byte @Nullable [] putIfAbsent(Bytes key, byte[] value) {
        byte[] present = get(key);
        if (present == null) {
            put(key, value);
        }
        return present;
    }

    @Override
    public void putAll(List<KeyValue<Bytes, byte[]>> entries) {
        entries.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(Bytes key) {
        byte[] present = get(key);
        put(key, null);
        return present;
    }

    @Override
    public abstract void put(Bytes key, byte @Nullable [] value);

    @Override
    public abstract byte @Nullable [] get(Bytes key);

    @Override
    public KeyValueIterator<Bytes, byte[]> range(Bytes from, Bytes to) {
        throw new UnsupportedOperationException(name + " knows no ranges");
    }
}
