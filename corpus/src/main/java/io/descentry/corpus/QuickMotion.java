package io.descentry.corpus;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A clock that stands until it is begun, then runs a number of times faster than another, and stands at its end. Thread-safe. */
public final class QuickMotion implements InstantSource, Pace {
    private final InstantSource source;
    private final Instant start;
    private final Instant end;
    private final double speed;
    private volatile @Nullable Instant began;
    private volatile Instant allowed = Instant.MAX;

    /**
     * A clock that stands.
     *
     * @param source the clock that others go by
     * @param start what it shows until it is begun
     * @param end what it shows in the end; not before the start
     * @param speed seconds that pass in one second of the source; above 0
     */
    public QuickMotion(InstantSource source, Instant start, Instant end, double speed) {
        if (!(speed > 0)) {
            throw new IllegalArgumentException("speed " + speed + " is not above 0");
        }
        this.source = source;
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("end " + end + " is before start " + start);
        }
        this.start = start;
        this.end = end;
        this.speed = speed;
    }

    /** Begins now. */
    public void begin() {
        begin(source.instant());
    }

    /** Begins at a moment of the source, so that clocks of several processes can show the same. */
    public void begin(Instant at) {
        began = at;
    }

    @Override
    public Instant instant() {
        Instant from = began;
        if (from == null) {
            return start;
        }
        Duration passed = Duration.between(from, source.instant());
        Instant now = start.plusMillis(Math.max(0, Math.round(passed.toNanos() / 1e6 * speed)));
        Instant last = allowed.isBefore(end) ? allowed : end;
        return now.isBefore(last) ? now : last;
    }

    /**
     * Lets it go no further than a time for now, so that it waits for those who cannot keep up; later it makes up for it. It never
     * goes back.
     */
    public void allowUntil(Instant time) {
        allowed = time;
    }

    @Override
    public Instant now() {
        return instant();
    }

    /** When the source shows that this clock shows a time; only once it was begun. */
    public Instant sourceAt(Instant time) {
        Instant from = began;
        if (from == null) {
            throw new IllegalStateException("the clock stands");
        }
        return from.plusNanos(Math.round(Duration.between(start, time).toNanos() / speed));
    }

    /** Returns once it shows a time, or its end. */
    @Override
    public void awaitUntil(Instant time) throws InterruptedException {
        for (Instant now = instant(); now.isBefore(time) && now.isBefore(end); now = instant()) {
            TimeUnit.NANOSECONDS.sleep(
                    Math.max(100_000, Math.round(Duration.between(now, time).toNanos() / speed)));
        }
    }
}
