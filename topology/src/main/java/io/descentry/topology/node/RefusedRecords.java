package io.descentry.topology.node;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Records of the settings topic that are not in force and of which nobody was told yet; of each scope the last, unless a
 * right one followed. The processor of a global store cannot forward, so it leaves them here for one that can. Thread-safe.
 */
public final class RefusedRecords {
    /** Beyond that the eldest is forgotten; each holds at most one message of the topic. */
    private static final int MAX = 100;

    private static final int SHOWN = 80;

    private final Map<String, Refusal> byScope = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Refusal> eldest) {
            return size() > MAX;
        }
    };

    /** One of them, and why it is not in force. */
    record Refusal(Record<byte[], byte[]> arrived, RecordMetadata from, DeadLetter why) {
        String scope() {
            return RefusedRecords.scope(arrived.key());
        }
    }

    synchronized void add(Refusal refusal) {
        byScope.put(refusal.scope(), refusal);
    }

    /** Something right was set for the scope of this key. */
    synchronized void settle(byte[] key) {
        byScope.remove(scope(key));
    }

    synchronized List<Refusal> take() {
        if (byScope.isEmpty()) {
            return List.of();
        }
        List<Refusal> all = new ArrayList<>(byScope.values());
        byScope.clear();
        return all;
    }

    private static String scope(byte @Nullable [] key) {
        String scope = key == null ? "no scope" : new String(key, StandardCharsets.UTF_8);
        return scope.length() <= SHOWN ? scope : scope.substring(0, SHOWN) + "...";
    }
}
