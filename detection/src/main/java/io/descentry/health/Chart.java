package io.descentry.health;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.EvalReading;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What is kept of a job only to be shown: its curves and its last numbers. A step costs some stores and allocates nothing. */
public final class Chart implements Memory {
    private static final int LOSS_BUCKETS = 20;
    private static final int GRAD_NORM_BUCKETS = 12;
    private static final int SPLITS = 4;
    private static final long NEVER = -1;

    private final Curve loss = new Curve(LOSS_BUCKETS);
    private final Curve gradNorm = new Curve(GRAD_NORM_BUCKETS);
    private final Recent recent = new Recent();
    private final Pace pace = new Pace();
    private final Map<String, SplitChart> splits = new TreeMap<>();
    private final Scalars last = new Scalars();
    private long startedAtMillis = NEVER;
    private long updatedAtMillis;

    /** A record of the attempt at hand was judged. */
    public void touch(long timeMillis) {
        if (startedAtMillis == NEVER) {
            startedAtMillis = timeMillis;
            updatedAtMillis = timeMillis;
        }
        updatedAtMillis = Math.max(updatedAtMillis, timeMillis);
    }

    /** A new attempt takes over. */
    public void begin() {
        startedAtMillis = NEVER;
        pace.clear();
    }

    /** The first step of an attempt: curves go on from there. */
    public void resume(long step) {
        loss.rewind(step);
        gradNorm.rewind(step);
        splits.values().forEach(split -> split.rewind(step));
    }

    /** A step of the reporting rank. */
    public void observe(StepReading reading) {
        long step = reading.step();
        pace.observe(step, reading.timeMillis());
        if (reading.has(Series.LOSS)) {
            double value = reading.value(Series.LOSS);
            last.with(Series.LOSS, (float) value);
            loss.add(value, step);
            recent.add(value);
        }
        if (reading.has(Series.GRAD_NORM)) {
            double value = reading.value(Series.GRAD_NORM);
            last.with(Series.GRAD_NORM, (float) value);
            gradNorm.add(value, step);
        }
        if (reading.has(Series.LEARNING_RATE)) {
            last.with(Series.LEARNING_RATE, reading.value(Series.LEARNING_RATE));
        }
        if (reading.has(Series.BATCH_SIZE)) {
            last.with(Series.BATCH_SIZE, reading.value(Series.BATCH_SIZE));
        }
    }

    /** An evaluation; beyond the first few splits none is kept. */
    public void observe(EvalReading reading) {
        SplitChart split = splits.get(reading.split());
        if (split == null && splits.size() < SPLITS) {
            split = new SplitChart(reading.split());
            splits.put(reading.split(), split);
        }
        if (split != null) {
            split.observe(reading);
        }
    }

    /** The loss of steps. */
    public Curve loss() {
        return loss;
    }

    /** The norm of the gradient. */
    public Curve gradNorm() {
        return gradNorm;
    }

    /** Evaluations by split, in alphabetical order. */
    public Collection<SplitChart> splits() {
        return Collections.unmodifiableCollection(splits.values());
    }

    /** Median of the last finite losses; NaN while there is none. */
    public double lossLevel() {
        return recent.median();
    }

    /** Steps a second; NaN while that is not known. */
    public double stepsPerSecond() {
        return pace.stepsPerSecond();
    }

    /** The last loss and norm of the gradient in float precision, learning rate and batch size. */
    public Scalars last() {
        return last;
    }

    /** Event time of the first record of the attempt, or -1. */
    public long startedAtMillis() {
        return startedAtMillis;
    }

    /** Event time of the latest record; 0 before the first. */
    public long updatedAtMillis() {
        return updatedAtMillis;
    }

    @Override
    public void sync(MemoryIo io) {
        loss.sync(io);
        gradNorm.sync(io);
        recent.sync(io);
        pace.sync(io);
        startedAtMillis = io.i64(startedAtMillis);
        updatedAtMillis = startedAtMillis + io.i64(updatedAtMillis - startedAtMillis);
        syncLast(io, Series.LOSS);
        syncLast(io, Series.GRAD_NORM);
        syncLast(io, Series.LEARNING_RATE);
        syncLast(io, Series.BATCH_SIZE);
        SplitChart[] written = splits.values().toArray(new SplitChart[0]);
        int n = io.i32(written.length);
        if (n < 0 || n > SPLITS) {
            throw new MemoryFormatException(n + " splits");
        }
        for (int i = 0; i < n; i++) {
            String name = io.word(i < written.length ? written[i].name() : "");
            SplitChart split = i < written.length ? written[i] : new SplitChart(name);
            split.sync(io);
            splits.put(name, split);
        }
    }

    private void syncLast(MemoryIo io, Series series) {
        if (io.bool(last.has(series))) {
            double value = last.value(series);
            boolean brief = series == Series.LOSS || series == Series.GRAD_NORM;
            last.with(series, brief ? io.f32((float) value) : io.f64(value));
        }
    }
}
