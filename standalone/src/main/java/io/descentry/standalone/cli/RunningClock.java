package io.descentry.standalone.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The system's clock, which can be run on. */
final class RunningClock implements InstantSource {
    private volatile Duration ahead = Duration.ZERO;
    private volatile Instant ranOn = Instant.MAX;

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    /** Moves it on at once. */
    void runOn(Duration time) {
        ahead = ahead.plus(time);
        ranOn = instant();
    }

    /** Where it was moved to last. */
    Instant ranOnAt() {
        return ranOn;
    }
}
