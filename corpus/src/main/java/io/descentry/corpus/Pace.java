package io.descentry.corpus;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** A clock that can be waited on; tests bring their own. */
public interface Pace {

    /** The time now. */
    Instant now();

    /** The pace of a clock that runs by itself. */
    static Pace of(Clock clock) {
        return new Pace() {
            @Override
            public Instant now() {
                return clock.instant();
            }

            @Override
            public void awaitUntil(Instant time) throws InterruptedException {
                for (Instant now = now(); now.isBefore(time); now = now()) {
                    TimeUnit.NANOSECONDS.sleep(
                            Math.max(1, Duration.between(now, time).toNanos()));
                }
            }
        };
    }

    /** Returns once {@link #now()} is not before {@code time}; at once if it is not before it already. */
    void awaitUntil(Instant time) throws InterruptedException;
}
