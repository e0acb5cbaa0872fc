package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;

/** How long something has held without a break. */
public final class Stretch implements Memory {
    private long readings;
    private long since = -1;

    /** One more reading for which it holds. */
    void goOn(long step) {
        if (readings++ == 0) {
            since = step;
        }
    }

    /** It does not hold. */
    void end() {
        readings = 0;
        since = -1;
    }

    /** Readings in a row for which it has held. */
    long readings() {
        return readings;
    }

    /** Step at which it began, or -1. */
    long since() {
        return since;
    }

    /** Steps from its beginning to now, as a window of evidence. */
    int window(long step) {
        return since < 0 ? 0 : (int) Math.min(Integer.MAX_VALUE, step - since);
    }

    @Override
    public void sync(MemoryIo io) {
        readings = io.i64(readings);
        since = io.i64(since);
    }
}
