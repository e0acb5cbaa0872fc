package io.descentry.health;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;

/** How many steps a second a job makes, by event time. */
final class Pace implements Memory {
    /** The span over which it is measured, if reports come more often. */
    private static final long SPAN_MILLIS = 10_000;

    private static final long NONE = -1;

    private long fromStep = NONE;
    private long fromMillis;
    private long midStep = NONE;
    private long midMillis;
    private long lastStep = NONE;
    private long lastMillis;

    /** A report at a step; steps do not go back. */
    void observe(long step, long millis) {
        if (lastStep == NONE || millis < lastMillis) {
            restart(step, millis);
            return;
        }
        lastStep = step;
        lastMillis = millis;
        // From one mark to the next at least half a span: so what lies between the first mark and now is half a span to
        // a whole one.
        if (midStep == NONE || millis - midMillis >= SPAN_MILLIS / 2) {
            fromStep = midStep == NONE ? fromStep : midStep;
            fromMillis = midStep == NONE ? fromMillis : midMillis;
            midStep = step;
            midMillis = millis;
        }
    }

    private void restart(long step, long millis) {
        fromStep = step;
        fromMillis = millis;
        midStep = NONE;
        lastStep = step;
        lastMillis = millis;
    }

    void clear() {
        lastStep = NONE;
    }

    /** Steps a second; NaN before there are two reports of different times. */
    double stepsPerSecond() {
        return lastStep == NONE || lastMillis == fromMillis
                ? Double.NaN
                : 1000.0 * (lastStep - fromStep) / (lastMillis - fromMillis);
    }

    @Override
    public void sync(MemoryIo io) {
        lastStep = io.i64(lastStep);
        if (lastStep == NONE) {
            return;
        }
        lastMillis = io.i64(lastMillis);
        fromStep = lastStep - io.i64(lastStep - fromStep);
        fromMillis = lastMillis - io.i64(lastMillis - fromMillis);
        midStep = lastStep - io.i64(lastStep - midStep);
        midMillis = lastMillis - io.i64(lastMillis - midMillis);
    }
}
