package io.descentry.topology.node;

import io.descentry.topology.Unreadable;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while for which schema ids no registry answered, retries and back-off included, so that not every
 * record of a flood waits as long again.
 */
final class RegistryOutage {
    private static final int MAX_IDS = 1_000;
    private static final int HEADER_BYTES = 5;

    private record Outage(DeadLetter why, long untilMillis) {}

    private final long holdMillis;
    private final Map<Integer, Outage> byId = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Outage> eldest) {
            return size() > MAX_IDS;
        }
    };

    RegistryOutage(long holdMillis) {
        this.holdMillis = holdMillis;
    }

    /** Why a record of this schema is a dead letter just now, or null if it is worth asking the registry. */
    @Nullable
    DeadLetter why(byte @Nullable [] wire, long nowMillis) {
        if (byId.isEmpty() || wire == null || wire.length < HEADER_BYTES) {
            return null;
        }
        Outage outage = byId.get(idOf(wire));
        return outage != null && nowMillis < outage.untilMillis() ? outage.why() : null;
    }

    /** Takes note of a dead letter if it is one because no registry answered. */
    void note(byte @Nullable [] wire, DeadLetter why, long nowMillis) {
        if (why.reason().equals(Unreadable.REGISTRY_UNAVAILABLE) && wire != null) {
            byId.put(idOf(wire), new Outage(why, nowMillis + holdMillis));
        }
    }

    private static int idOf(byte[] wire) {
        return ByteBuffer.wrap(wire).getInt(1);
    }
}
