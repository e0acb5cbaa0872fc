package io.descentry.topology.state;

import java.util.Iterator;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateRestoreCallback;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** The inner store of {@value LiveJobStores#MEMORY}: the live objects are the store, bytes only pass through. */
final class LiveJobStore extends InnerStore {
    private final LiveJobStores stores;
    private @Nullable LiveJobs jobs;

    LiveJobStore(LiveJobStores stores) {
        super(LiveJobStores.MEMORY);
        this.stores = stores;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        super.init(context, root);
        LiveJobs opened = stores.open(task());
        jobs = opened;
        StateRestoreCallback restore = (key, value) -> opened.restore(Bytes.wrap(key), value);
        context.register(root, restore);
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        if (value == null) {
            jobs().remove(key);
        }
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return jobs().bytesOf(key);
    }

    @Override
    public KeyValueIterator<Bytes, byte[]> all() {
        Iterator<Bytes> keys = jobs().jobs().iterator();
        return new KeyValueIterator<>() {
            private @Nullable Bytes next = keys.hasNext() ? keys.next() : null;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public Bytes peekNextKey() {
                return Objects.requireNonNull(next);
            }

            @Override
            public KeyValue<Bytes, byte[]> next() {
                Bytes key = peekNextKey();
                next = keys.hasNext() ? keys.next() : null;
                return KeyValue.pair(key, Objects.requireNonNull(get(key)));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public long approximateNumEntries() {
        return jobs().size();
    }

    @Override
    public void close() {
        super.close();
        if (jobs != null) {
            stores.close(task(), jobs);
        }
    }

    private LiveJobs jobs() {
        if (jobs == null) {
            throw new IllegalStateException(name() + " is not open");
        }
        return jobs;
    }
}
