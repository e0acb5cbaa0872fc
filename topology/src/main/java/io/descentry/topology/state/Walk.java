package io.descentry.topology.state;

import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A walk over all jobs of a store, a few steps at a time; what is added or removed meanwhile may be met or not. */
final class Walk {
    private final KeyValueStore<Bytes, byte[]> store;
    private @Nullable Bytes last;
    private boolean over;

    Walk(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    /** Goes on by at most so many jobs; what is done with one must not change the store. */
    void on(int most, BiConsumer<Bytes, byte[]> visitor) {
        if (over) {
            return;
        }
        try (KeyValueIterator<Bytes, byte[]> rest = last == null ? store.all() : store.range(last, null)) {
            int met = 0;
            while (met < most && rest.hasNext()) {
                KeyValue<Bytes, byte[]> job = rest.next();
                if (!job.key.equals(last)) {
                    last = job.key;
                    visitor.accept(job.key, job.value);
                    met++;
                }
            }
            over = !rest.hasNext();
        }
    }

    /** Whether all jobs were met. */
    boolean isOver() {
        return over;
    }
}
