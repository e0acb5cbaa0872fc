package io.descentry.app.service;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Replaces a stream thread that failed, but not for ever: many failures within a window end the service. */
final class ThreadFailures implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadFailures.class);

    private final Clock clock;
    private final int most;
    private final Duration window;
    private final Health health;
    private final Deque<Instant> failures = new ArrayDeque<>();

    /**
     * @param most how many failures within the window are repaired; at least 1
     * @param window over which they are counted
     */
    ThreadFailures(Clock clock, int most, Duration window, Health health) {
        this.clock = clock;
        this.most = most;
        this.window = window;
        this.health = health;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        Instant now = clock.instant();
        failures.addLast(now);
        while (failures.getFirst().plus(window).isBefore(now)) {
            failures.removeFirst();
        }
        if (failures.size() <= most) {
            LOG.warn(
                    "A stream thread failed ({} of {}) and is replaced: {}", failures.size(), most, Causes.of(failure));
            LOG.debug("The failure", failure);
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        String reason =
                "gave up after " + failures.size() + " failed stream threads; the last one: " + Causes.of(failure);
        LOG.error("Descentry {}", reason, failure);
        health.failed(reason);
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
}
