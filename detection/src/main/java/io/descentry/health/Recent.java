package io.descentry.health;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.memory.Nearby;
import io.descentry.stat.Floats;
import io.descentry.stat.Medians;

/** The last 16 finite values of a series to 4 digits, of which the median is asked now and then. */
final class Recent implements Memory {
    private static final int LENGTH = 16;

    private float[] values = new float[LENGTH];
    private int seen;

    void add(double value) {
        if (Double.isFinite(value)) {
            values[seen % LENGTH] = Nearby.rounded(Floats.finite(value));
            // Beyond the first round only the place counts.
            seen = seen + 1 < 2 * LENGTH ? seen + 1 : LENGTH;
        }
    }

    /** NaN while there is none. */
    double median() {
        int n = Math.min(seen, LENGTH);
        return n == 0 ? Double.NaN : Medians.of(values, 0, n);
    }

    @Override
    public void sync(MemoryIo io) {
        seen = Math.max(0, Math.min(io.i32(seen), 2 * LENGTH - 1));
        Nearby.brief(io, values, Math.min(seen, LENGTH));
    }
}
