package io.descentry.corpus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gives each record of a run its event time, strictly increasing.
 *
 * <p>A line's own time is kept where it is later than that of the record before it. A step without time follows one
 * second after the step before it, any other record without time one millisecond after the record before it.
 */
final class RunClock {
    private static final long STEP_MILLIS = 1000;

    private long last;
    private long lastStep;

    /** @param start time of the first record if that has none */
    RunClock(Instant start) {
        last = start.toEpochMilli() - 1;
        lastStep = start.toEpochMilli() - STEP_MILLIS;
    }

    Instant ofStep(@Nullable Long ownMillis) {
        Instant time = next(ownMillis == null ? lastStep + STEP_MILLIS : ownMillis);
        lastStep = last;
        return time;
    }

    Instant ofOther(@Nullable Long ownMillis) {
        return next(ownMillis == null ? last + 1 : ownMillis);
    }

    private Instant next(long wanted) {
        last = Math.max(wanted, last + 1);
        return Instant.ofEpochMilli(last);
    }
}
