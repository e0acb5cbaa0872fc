package io.descentry.registry;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Remembers for a while that an id does not exist, so that a flood of bad ids does not become a flood of questions. */
final class MissingIds {
    private static final int MAX_REMEMBERED = 10_000;

    private final Memory<Integer, Missing> ids = new Memory<>(MAX_REMEMBERED);
    private final long ttlNanos;
    private final LongSupplier nanoTime;

    private record Missing(long since, String message) {}

    MissingIds(Duration ttl, LongSupplier nanoTime) {
        this.ttlNanos = ttl.toNanos();
        this.nanoTime = nanoTime;
    }

    /** @throws SchemaRegistryException.NotFound if the registry said so less than the time to live ago */
    void check(int id) throws SchemaRegistryException.NotFound {
        Missing missing = ids.get(id);
        if (missing == null) {
            return;
        }
        if (nanoTime.getAsLong() - missing.since() < ttlNanos) {
            throw new SchemaRegistryException.NotFound(missing.message());
        }
        ids.forget(id);
    }

    void remember(int id, SchemaRegistryException.NotFound answer) {
        String message = answer.getMessage() == null ? "no schema id " + id : answer.getMessage();
        ids.put(id, new Missing(nanoTime.getAsLong(), message));
    }
}
