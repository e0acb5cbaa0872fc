package io.descentry.topology.node;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while which schema ids the registry could not explain, so that a flood of such records does not make
 * every one of them wait for the registry again.
 */
final class UnknownSchemas {
    static final String UNKNOWN_SCHEMA = "UNKNOWN_SCHEMA";
    static final String REGISTRY_UNAVAILABLE = "REGISTRY_UNAVAILABLE";
    private static final int MAX_IDS = 1_000;

    private record Known(DeadLetter why, long untilMillis) {}

    private final long holdMillis;
    private final Map<Integer, Known> byId = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Known> eldest) {
            return size() > MAX_IDS;
        }
    };

    UnknownSchemas(long holdMillis) {
        this.holdMillis = holdMillis;
    }

    /** Why records of this schema are dead letters just now, or null if it is worth asking. */
    @Nullable
    DeadLetter why(byte @Nullable [] wire, long nowMillis) {
        if (byId.isEmpty() || wire == null || wire.length < 5) {
            return null;
        }
        Known known = byId.get(idOf(wire));
        return known != null && nowMillis < known.untilMillis() ? known.why() : null;
    }

    /** Takes note of a dead letter whose schema the registry could not explain. */
    void note(byte @Nullable [] wire, DeadLetter why, long nowMillis) {
        boolean unexplained =
                why.reason().equals(UNKNOWN_SCHEMA) || why.reason().equals(REGISTRY_UNAVAILABLE);
        if (unexplained && wire != null && wire.length >= 5) {
            byId.put(idOf(wire), new Known(why, nowMillis + holdMillis));
        }
    }

    private static int idOf(byte[] wire) {
        return ByteBuffer.wrap(wire).getInt(1);
    }
}
