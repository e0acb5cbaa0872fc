package io.descentry.judge;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import java.util.Arrays;

/**
 * Which steps each rank reported in an attempt.
 *
 * <p>Per rank the last step and a bit for each of the 63 before it, as the anti-replay window of IPsec (RFC 4303, 3.4.3).
 * Memory follows the number of ranks that reported, not the numbers they claim.
 */
final class RankSteps implements Memory {
    /** How a step relates to what its rank reported before. */
    enum Place {
        NEW,
        SEEN,
        BEHIND
    }

    private int[] ranks = {};
    private long[] last = {};
    /** Bit i: step {@code last - i} is missing. Mostly 0, which is stored in one byte. */
    private long[] missing = {};

    private int size;

    Place place(int rank, long step) {
        int i = Arrays.binarySearch(ranks, 0, size, rank);
        if (i < 0 || step > last[i]) {
            return Place.NEW;
        }
        long back = last[i] - step;
        return back < Long.SIZE && (missing[i] & (1L << back)) == 0 ? Place.SEEN : Place.BEHIND;
    }

    /** Notes a step whose place is {@link Place#NEW}. */
    void note(int rank, long step) {
        int i = Arrays.binarySearch(ranks, 0, size, rank);
        if (i < 0) {
            insert(-i - 1, rank, step);
            return;
        }
        long ahead = step - last[i];
        missing[i] = ahead < Long.SIZE ? missing[i] << ahead | ((1L << ahead) - 2) : -2;
        last[i] = step;
    }

    private void insert(int at, int rank, long step) {
        if (size == ranks.length) {
            int more = Math.max(1, 2 * size);
            ranks = Arrays.copyOf(ranks, more);
            last = Arrays.copyOf(last, more);
            missing = Arrays.copyOf(missing, more);
        }
        System.arraycopy(ranks, at, ranks, at + 1, size - at);
        System.arraycopy(last, at, last, at + 1, size - at);
        System.arraycopy(missing, at, missing, at + 1, size - at);
        ranks[at] = rank;
        last[at] = step;
        missing[at] = -2;
        size++;
    }

    /** Ranks that reported. */
    int ranks() {
        return size;
    }

    void clear() {
        size = 0;
    }

    @Override
    public void sync(MemoryIo io) {
        int n = io.i32(size);
        for (int i = 0; i < n; i++) {
            boolean known = i < size;
            int rank = io.i32(known ? ranks[i] : 0);
            long step = io.i64(known ? last[i] : 0);
            long gaps = io.i64(known ? missing[i] : 0);
            if (!known) {
                insert(i, rank, step);
                missing[i] = gaps;
            }
        }
    }
}
