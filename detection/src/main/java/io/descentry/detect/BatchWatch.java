package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;

/** Notices that the batch size changes for good; the last batch of an epoch is often short and does not count. */
final class BatchWatch implements Memory {
    private static final double CHANGE = 0.2;
    private static final int LASTS = 3;

    private double size;
    private int otherInRow;
    private boolean changed;

    void observe(StepReading reading) {
        changed = false;
        if (!reading.has(Series.BATCH_SIZE) || !(reading.value(Series.BATCH_SIZE) > 0)) {
            return;
        }
        double now = reading.value(Series.BATCH_SIZE);
        otherInRow = size > 0 && Math.abs(now / size - 1) > CHANGE ? otherInRow + 1 : 0;
        changed = otherInRow == LASTS;
        if (changed || size == 0) {
            size = now;
            otherInRow = 0;
        }
    }

    boolean changedNow() {
        return changed;
    }

    @Override
    public void sync(MemoryIo io) {
        size = io.f64(size);
        otherInRow = io.i32(otherInRow);
        changed = io.bool(changed);
    }
}
