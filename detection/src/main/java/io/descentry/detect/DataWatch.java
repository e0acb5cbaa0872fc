package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.stat.Floats;

/**
 * Notices that a run goes on with other data: the count of epochs starts again, or the labels of a batch suddenly spread
 * over more classes than they did, or for some time over fewer, or its inputs vary for some time much more or less.
 */
final class DataWatch implements Memory {
    private static final double WEIGHT = 1.0 / 32;
    private static final int TAUGHT = 32;
    private static final double DEVIATIONS = 6;
    private static final double LEAST_CHANGE = 0.15;
    private static final double EPOCH_BACK = 0.5;
    private static final int NARROW_ROW = 8;
    private static final double LEAST_SHIFT = 0.3;
    private static final long NEVER = -1;

    private float epoch;
    private int seen;
    private float entropy;
    private float spread;
    private int narrow;
    private int inputs;
    private float deviation;
    private float deviationSpread;
    private int shifted;
    private long changedAt = NEVER;

    void observe(StepReading reading, long readings) {
        boolean changed = false;
        if (reading.has(Series.EPOCH)) {
            double now = reading.value(Series.EPOCH);
            changed = now < epoch - EPOCH_BACK;
            epoch = Floats.finite(now);
        }
        if (reading.has(Series.LABEL_ENTROPY) && isEntropy(reading.value(Series.LABEL_ENTROPY))) {
            changed |= otherLabels(reading.value(Series.LABEL_ENTROPY));
        }
        if (reading.has(Series.INPUT_STD) && reading.value(Series.INPUT_STD) > 0) {
            changed |= otherInputs(reading.value(Series.INPUT_STD));
        }
        if (changed) {
            changedAt = readings;
        }
    }

    /** Whether it can be one, in nats of any number of classes. */
    private static boolean isEntropy(double value) {
        return value >= 0 && value < 100;
    }

    private boolean otherLabels(double now) {
        double bar = Math.max(LEAST_CHANGE, DEVIATIONS * spread);
        narrow = seen >= TAUGHT && now < entropy - bar ? narrow + 1 : 0;
        boolean other = (seen >= TAUGHT && now > entropy + bar) || narrow >= NARROW_ROW;
        if (other) {
            seen = 0;
            narrow = 0;
        }
        if (narrow == 0) {
            learn(now);
        }
        return other;
    }

    /** One corrupt batch is no change of the data; so many in a row are. */
    private boolean otherInputs(double now) {
        if (!(now < Float.MAX_VALUE)) {
            return false;
        }
        double off = Math.abs(now - deviation);
        boolean far = inputs >= TAUGHT && off > Math.max(LEAST_SHIFT * deviation, DEVIATIONS * deviationSpread);
        shifted = far ? shifted + 1 : 0;
        boolean other = shifted >= NARROW_ROW;
        if (other) {
            inputs = 0;
            shifted = 0;
        }
        if (shifted == 0) {
            inputs = Math.min(inputs + 1, 1_000_000);
            double share = Math.max(WEIGHT, 1.0 / inputs);
            deviationSpread =
                    inputs == 1 ? 0 : (float) (deviationSpread + share * (Math.abs(now - deviation) - deviationSpread));
            deviation = (float) (deviation + share * (now - deviation));
        }
        return other;
    }

    /** Whether the inputs of the last batches were unlike those before, and it is not known yet whether for good. */
    boolean isShifting() {
        return shifted > 0;
    }

    private void learn(double now) {
        seen = Math.min(seen + 1, 1_000_000);
        double share = Math.max(WEIGHT, 1.0 / seen);
        spread = seen == 1 ? 0 : (float) (spread + share * (Math.abs(now - entropy) - spread));
        entropy = (float) (entropy + share * (now - entropy));
    }

    /** Decayed mean entropy of a batch's labels, nats; NaN if it was never measured. */
    double entropy() {
        return seen == 0 ? Double.NaN : entropy;
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
        epoch = io.f32(epoch);
        seen = io.i32(seen);
        entropy = io.f32(entropy);
        spread = io.f32(spread);
        narrow = io.i32(narrow);
        inputs = io.i32(inputs);
        deviation = io.f32(deviation);
        deviationSpread = io.f32(deviationSpread);
        shifted = io.i32(shifted);
        changedAt = io.i64(changedAt);
    }
}
