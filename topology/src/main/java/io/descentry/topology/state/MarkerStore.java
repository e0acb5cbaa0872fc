package io.descentry.topology.state;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;

/** The inner store of {@value LiveJobStores#CHANGED}: keeps nothing; a put is Streams' word to write that job now. */
final class MarkerStore extends InnerStore {
    private final LiveJobStores stores;

    MarkerStore(LiveJobStores stores) {
        super(LiveJobStores.CHANGED);
        this.stores = stores;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {
        super.init(context, root);
        context.register(root, (key, value) -> {});
    }

    @Override
    public void put(Bytes key, byte @Nullable [] value) {
        // A cache that is closed flushes once more; by then the jobs are gone, or a commit has written them.
        LiveJobs jobs = stores.find(task());
        if (jobs != null) {
            jobs.flush(key);
        }
    }

    @Override
    public byte @Nullable [] get(Bytes key) {
        return null;
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
