package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import java.util.Arrays;

/**
 * How each rank keeps up with its job, counted in ticks: the job ticks whenever its highest step rises. So a rank is measured by
 * what the others did meanwhile, however long steps take and however late records are. Memory follows the number of ranks that
 * reported.
 */
public final class RankPulses implements Memory {
    /** Reports after which a rank's rhythm is known. */
    static final int KNOWN = 4;

    private int[] ranks = {};
    private long[] steps = {};
    private long[] ticks = {};
    private int[] gaps = {};
    private byte[] reports = {};
    private int size;

    /** Notes that a rank reported a step while the job was at a tick. */
    void note(int rank, long step, long tick) {
        int i = Arrays.binarySearch(ranks, 0, size, rank);
        if (i < 0) {
            insert(-i - 1, rank, step, tick);
            return;
        }
        gaps[i] = (int) Math.max(gaps[i], Math.min(Integer.MAX_VALUE, tick - ticks[i]));
        ticks[i] = tick;
        steps[i] = Math.max(steps[i], step);
        reports[i] = (byte) Math.min(KNOWN, reports[i] + 1);
    }

    private void insert(int at, int rank, long step, long tick) {
        if (size == ranks.length) {
            int more = Math.max(1, 2 * size);
            ranks = Arrays.copyOf(ranks, more);
            steps = Arrays.copyOf(steps, more);
            ticks = Arrays.copyOf(ticks, more);
            gaps = Arrays.copyOf(gaps, more);
            reports = Arrays.copyOf(reports, more);
        }
        int after = size - at;
        System.arraycopy(ranks, at, ranks, at + 1, after);
        System.arraycopy(steps, at, steps, at + 1, after);
        System.arraycopy(ticks, at, ticks, at + 1, after);
        System.arraycopy(gaps, at, gaps, at + 1, after);
        System.arraycopy(reports, at, reports, at + 1, after);
        ranks[at] = rank;
        steps[at] = step;
        ticks[at] = tick;
        gaps[at] = 1;
        reports[at] = 1;
        size++;
    }

    void clear() {
        size = 0;
    }

    /** Number of ranks that reported in this attempt. */
    public int size() {
        return size;
    }

    /** The rank at a place; places are in the order of ranks. */
    public int rank(int place) {
        return ranks[place];
    }

    /** Last step of the rank at a place. */
    public long step(int place) {
        return steps[place];
    }

    /** The job's tick at the last report of the rank at a place. */
    public long tick(int place) {
        return ticks[place];
    }

    /** Most ticks between two reports of the rank at a place; 1 until there are two. */
    public int gap(int place) {
        return gaps[place];
    }

    /** Whether the rank at a place reported often enough for its rhythm to be known. */
    public boolean isKnown(int place) {
        return reports[place] >= KNOWN;
    }

    @Override
    public void sync(MemoryIo io) {
        int n = io.i32(size);
        for (int i = 0; i < n; i++) {
            boolean known = i < size;
            int rank = io.i32(known ? ranks[i] : 0);
            long step = io.i64(known ? steps[i] : 0);
            long tick = io.i64(known ? ticks[i] : 0);
            int gap = io.i32(known ? gaps[i] : 0);
            int reported = io.i32(known ? reports[i] : 0);
            if (!known) {
                insert(i, rank, step, tick);
                gaps[i] = gap;
                reports[i] = (byte) reported;
            }
        }
    }
}
