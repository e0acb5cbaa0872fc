package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.memory.Nearby;
import io.descentry.stat.Medians;

/** How much a loss changes from one evaluation to the next, over the last 16 changes. */
final class EvalJitter implements Memory {
    private static final int CHANGES = 16;

    private final float[] changes = new float[CHANGES];
    private int seen;
    private float last;

    void add(double loss) {
        if (seen > 0) {
            changes[(seen - 1) % CHANGES] = Nearby.rounded((float) Math.min(Math.abs(loss - last), Float.MAX_VALUE));
        }
        last = (float) loss;
        seen++;
    }

    /** Robust standard deviation of the changes; 0 before the first. */
    double deviation() {
        int n = Math.min(seen - 1, CHANGES);
        return n < 1 ? 0 : 1.4826 * Medians.of(changes, 0, n);
    }

    void clear() {
        seen = 0;
    }

    @Override
    public void sync(MemoryIo io) {
        seen = io.i32(seen);
        last = io.f32(last);
        Nearby.brief(io, changes, Math.min(seen - 1, CHANGES));
    }
}
