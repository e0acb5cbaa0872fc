package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.GatheredStep;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.StepReading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Gathers what the ranks of a job tell of each step until no more is to be expected. */
public final class RankGathering implements Memory {
    /*
     * A step is complete when as many ranks told of it as are known to report; that is the size of the world at first, and one as
     * soon as a single rank goes on to its next step alone. A rank's records come in the order of its steps, so a complete step
     * also completes all before it. Otherwise a step is judged without the missing ranks when OPEN later ones are open, or
     * after 30 s of event time. So many in a row, and nobody waits for the missing ranks any more. Their word counts when it
     * comes, by itself; from how many told of the last closed steps after all it is known how many to wait for again.
     */

    /** Steps that may be open at once. */
    static final int OPEN = 8;

    /** Event time after which a step is judged without those who did not tell of it: 30 s (R1). */
    public static final long WAIT_MILLIS = 30_000;

    private static final int PATIENCE = 16;
    private static final long NONE = -1;

    private final Deque<GatheredStep> open = new ArrayDeque<>(2);
    private final Deque<GatheredStep> spare = new ArrayDeque<>(2);
    private final List<GatheredStep> ready = new ArrayList<>(2);
    private int expected;
    private int incomplete;
    private boolean several;
    private int firstRank = -1;
    private long closedTo = NONE;
    /** The last closed steps, and how many ranks told of each, late ones counted in. */
    private final long[] closed = new long[OPEN];

    private final int[] heard = new int[OPEN];
    private int next;

    public RankGathering() {
        Arrays.fill(closed, NONE);
    }

    /**
     * Takes in what a rank told. Gives the steps to be judged now, in order; they are used again at the next call.
     *
     * @param run what is known of the run; a step of the reporting rank included
     */
    public List<GatheredStep> add(StepReading reading, RunContext run) {
        recycle();
        int world = run.facts().worldSize();
        if (firstRank < 0) {
            firstRank = reading.rank();
            expected = Math.max(1, world);
        }
        several |= reading.rank() != firstRank;
        if (reading.step() <= closedTo) {
            ready.add(late(reading));
            return ready;
        }
        if (!several) {
            closeOthersThan(reading.step());
        }
        GatheredStep step = of(reading);
        step.add(reading);
        if (expected > 1 || several) {
            step.compare(reading);
            look(step, reading, run);
        }
        if (step.ranks() >= expected) {
            incomplete = 0;
            closeTo(reading.step());
        } else if (open.size() > OPEN) {
            closeIncomplete();
        }
        return ready;
    }

    /** A single rank that goes on reports alone. */
    private void closeOthersThan(long step) {
        GatheredStep first = open.peekFirst();
        if (expected > 1 && first != null && first.step() != step) {
            expected = 1;
            closeTo(step - 1);
        }
    }

    private GatheredStep late(StepReading reading) {
        for (int i = 0; i < OPEN; i++) {
            if (closed[i] == reading.step()) {
                expected = Math.max(expected, ++heard[i]);
            }
        }
        return begun(reading, true);
    }

    private GatheredStep begun(StepReading reading, boolean late) {
        GatheredStep step = spare.isEmpty() ? new GatheredStep() : spare.pop();
        step.begin(reading.step(), reading.timeMillis(), late);
        if (late) {
            step.add(reading);
        }
        return step;
    }

    /** The open step that a reading tells of; opened if it was not. */
    private GatheredStep of(StepReading reading) {
        GatheredStep last = open.peekLast();
        if (last == null || last.step() < reading.step()) {
            GatheredStep step = begun(reading, false);
            open.addLast(step);
            return step;
        }
        for (GatheredStep step : open) {
            if (step.step() == reading.step()) {
                return step;
            }
        }
        return inserted(begun(reading, false));
    }

    private GatheredStep inserted(GatheredStep step) {
        Deque<GatheredStep> later = new ArrayDeque<>();
        while (!open.isEmpty() && open.peekLast().step() > step.step()) {
            later.push(open.removeLast());
        }
        open.addLast(step);
        open.addAll(later);
        return step;
    }

    /** Looks for a layer whose gradient on this rank is far above what is usual in the job. */
    private static void look(GatheredStep step, StepReading reading, RunContext run) {
        float[] norms = reading.layers().column(LayerSeries.GRAD_NORM);
        if (norms.length == 0 || norms.length != run.layers().layers() || run.isWarmingUp()) {
            return;
        }
        for (int i = 0; i < norms.length; i++) {
            float level = run.layers().gradient(i);
            if (level > 0 && norms[i] > SdcSuspected.LEAST * level && Float.isFinite(norms[i])) {
                step.outlier(reading.rank(), i, norms[i] / (double) level);
            }
        }
    }

    private void closeTo(long step) {
        while (!open.isEmpty() && open.peekFirst().step() <= step) {
            closeFirst();
        }
    }

    private void closeFirst() {
        GatheredStep step = open.removeFirst();
        closedTo = Math.max(closedTo, step.step());
        closed[next] = step.step();
        heard[next] = step.ranks();
        next = (next + 1) % OPEN;
        ready.add(step);
    }

    private void closeIncomplete() {
        int heard = open.getFirst().ranks();
        closeFirst();
        incomplete++;
        if (incomplete < PATIENCE) {
            return;
        }
        incomplete = 0;
        expected = Math.max(1, heard);
        long complete = NONE;
        for (GatheredStep step : open) {
            complete = step.ranks() >= expected ? step.step() : complete;
        }
        closeTo(complete);
    }

    /** When the first open step is judged without those who did not tell of it; {@link Long#MAX_VALUE} if none is open. */
    public long dueMillis() {
        GatheredStep first = open.peekFirst();
        return first == null ? Long.MAX_VALUE : first.firstMillis() + WAIT_MILLIS;
    }

    /** The steps that nobody is waited for any longer at a time, in order. */
    public List<GatheredStep> due(long nowMillis) {
        recycle();
        while (dueMillis() <= nowMillis) {
            closeIncomplete();
        }
        return ready;
    }

    /** All open steps, in order: nothing more is to come. */
    public List<GatheredStep> rest() {
        recycle();
        closeTo(Long.MAX_VALUE);
        return ready;
    }

    /** A new attempt begins; what was open before is gone. */
    public void clear() {
        recycle();
        spare.addAll(open);
        open.clear();
        expected = 0;
        incomplete = 0;
        several = false;
        firstRank = -1;
        closedTo = NONE;
        Arrays.fill(closed, NONE);
    }

    private void recycle() {
        for (GatheredStep step : ready) {
            if (spare.size() < OPEN) {
                spare.push(step);
            }
        }
        ready.clear();
    }

    @Override
    public void sync(MemoryIo io) {
        expected = io.i32(expected);
        incomplete = io.i32(incomplete);
        several = io.bool(several);
        firstRank = io.i32(firstRank);
        closedTo = io.i64(closedTo);
        next = io.i32(next);
        if (next < 0 || next >= OPEN) {
            throw new MemoryFormatException("closed step " + next);
        }
        for (int i = 0; i < OPEN; i++) {
            closed[i] = closedTo - io.i64(closedTo - closed[i]);
            heard[i] = io.i32(heard[i]);
        }
        int n = io.i32(open.size());
        if (n < 0 || n > OPEN + 1) {
            throw new MemoryFormatException(n + " open steps");
        }
        while (open.size() < n) {
            open.addLast(new GatheredStep());
        }
        for (GatheredStep step : open) {
            step.sync(io);
        }
    }
}
