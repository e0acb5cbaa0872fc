package io.descentry.benchmarks.peer;

import java.util.concurrent.atomic.AtomicLong;

/** How many changes of alerts were told, and a digest of their ids that does not depend on their order. */
final class Told {
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong digest = new AtomicLong();

    void add(String eventId) {
        count.incrementAndGet();
        digest.addAndGet(spread(eventId));
    }

    long count() {
        return count.get();
    }

    long digest() {
        return digest.get();
    }

    /** FNV-1a, 64 bits. */
    private static long spread(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }
}
