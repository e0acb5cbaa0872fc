package io.descentry.stat;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.memory.Nearby;
import java.util.Arrays;

/**
 * A series of any length as 16 to 32 block means of medians, evenly over all of it.
 *
 * <p>Medians are taken of 8 values (or fewer where few are to come); when 32 blocks are full, neighbours are averaged and
 * blocks become twice as long. Memory stays the same, and half of the blocks is always half of the series.
 */
public final class BlockMedians implements Memory {
    private static final int BLOCKS = 32;
    private static final int BASE = 8;

    private final float[] blocks = new float[BLOCKS];
    private final long[] starts = new long[BLOCKS];
    private final float[] base = new float[BASE];
    private int full;
    private int inBase;
    private int basesPerBlock = 1;
    private int basesInBlock;
    private double sum;
    private long start;

    /**
     * Takes in a finite value.
     *
     * @param at where it stands, for example its step
     * @param baseSize values per median, 1 to 8
     * @return whether a block became full
     */
    public boolean add(double value, long at, int baseSize) {
        if (inBase == 0 && basesInBlock == 0) {
            start = at;
        }
        base[inBase++] = Floats.finite(value);
        if (inBase < Math.min(baseSize, BASE)) {
            return false;
        }
        sum += Medians.of(base, 0, inBase);
        inBase = 0;
        basesInBlock++;
        if (basesInBlock < basesPerBlock) {
            return false;
        }
        if (full == BLOCKS) {
            halve();
            if (basesInBlock < basesPerBlock) {
                return false;
            }
        }
        starts[full] = start;
        blocks[full++] = (float) (sum / basesInBlock);
        sum = 0;
        basesInBlock = 0;
        return true;
    }

    private void halve() {
        full = BLOCKS / 2;
        for (int i = 0; i < full; i++) {
            blocks[i] = blocks[2 * i] / 2 + blocks[2 * i + 1] / 2;
            starts[i] = starts[2 * i];
        }
        basesPerBlock *= 2;
    }

    /** Full blocks. */
    public int size() {
        return full;
    }

    /** The newest full block; NaN if there is none. */
    public double newest() {
        return full == 0 ? Double.NaN : blocks[full - 1];
    }

    /** The newer half of the blocks, oldest first. */
    public float[] newerHalf() {
        return Arrays.copyOfRange(blocks, full / 2, full);
    }

    /** Where the newer half begins; 0 if there is no block. */
    public long startOfNewerHalf() {
        return full == 0 ? 0 : starts[full / 2];
    }

    /** Forgets everything. */
    public void clear() {
        full = 0;
        inBase = 0;
        basesPerBlock = 1;
        basesInBlock = 0;
        sum = 0;
    }

    @Override
    public void sync(MemoryIo io) {
        full = io.i32(full);
        inBase = io.i32(inBase);
        basesPerBlock = io.i32(basesPerBlock);
        basesInBlock = io.i32(basesInBlock);
        sum = basesInBlock == 0 ? 0 : io.f64(sum);
        start = io.i64(start);
        if (full < 0 || full > BLOCKS || inBase < 0 || inBase >= BASE) {
            throw new MemoryFormatException(full + " blocks and " + inBase + " values");
        }
        Nearby.exact(io, blocks, full);
        Nearby.exact(io, base, inBase);
        syncStarts(io);
    }

    /** Blocks begin at almost even distances: stored is how each differs from the one before. */
    private void syncStarts(MemoryIo io) {
        long before = start;
        long distance = 0;
        for (int i = full - 1; i >= 0; i--) {
            distance += io.i64(before - starts[i] - distance);
            starts[i] = before - distance;
            before = starts[i];
        }
    }
}
