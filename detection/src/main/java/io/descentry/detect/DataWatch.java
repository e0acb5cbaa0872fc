package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;

/**
 * Notices that a run goes on with other data: the count of epochs starts again, or the labels of a batch suddenly spread
 * over more classes than they ever did.
 */
final class DataWatch implements Memory {
    private static final double WEIGHT = 1.0 / 32;
    private static final int TAUGHT = 32;
    private static final double DEVIATIONS = 6;
    private static final double LEAST_RISE = 0.15;
    private static final double EPOCH_BACK = 0.5;
    private static final long NEVER = -1;

    private double epoch;
    private int seen;
    private double entropy;
    private double spread;
    private long changedAt = NEVER;

    void observe(StepReading reading, long readings) {
        boolean changed = false;
        if (reading.has(Series.EPOCH)) {
            double now = reading.value(Series.EPOCH);
            changed = now < epoch - EPOCH_BACK;
            epoch = now;
        }
        if (reading.has(Series.LABEL_ENTROPY) && Double.isFinite(reading.value(Series.LABEL_ENTROPY))) {
            changed |= widened(reading.value(Series.LABEL_ENTROPY));
        }
        if (changed) {
            changedAt = readings;
        }
    }

    private boolean widened(double now) {
        double off = Math.abs(now - entropy);
        boolean widened = seen >= TAUGHT && now > entropy + Math.max(LEAST_RISE, DEVIATIONS * spread);
        seen = widened ? 1 : Math.min(seen + 1, 1_000_000);
        double share = Math.max(WEIGHT, 1.0 / seen);
        spread = seen == 1 ? 0 : spread + share * (off - spread);
        entropy += share * (now - entropy);
        return widened;
    }

    /** A restart takes the count of epochs back without other data. */
    void resume() {
        epoch = 0;
    }

    long since(long readings) {
        return changedAt == NEVER ? Long.MAX_VALUE : readings - changedAt;
    }

    @Override
    public void sync(MemoryIo io) {
        epoch = io.f64(epoch);
        seen = io.i32(seen);
        entropy = io.f64(entropy);
        spread = io.f64(spread);
        changedAt = io.i64(changedAt);
    }
}
