package io.descentry.reading;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import java.util.Arrays;

/**
 * Which ranks of a step told the same value: groups of equals, in the order in which the first of each was heard. What it takes
 * does not grow with the number of ranks.
 */
public final class Agreement implements Memory {
    /** Groups that are told apart; ranks that fit in none of so many are only counted. */
    public static final int GROUPS = 16;

    /** Ranks of a group that are known by number: the lowest. */
    public static final int NAMED = 4;

    private final double tolerance;
    private double[] values = {};
    private int[] sizes = {};
    private int[] named = {};
    private int groups;
    private int ranks;

    /** @param tolerance how far from the first of a group a value may be that is taken for the same */
    Agreement(double tolerance) {
        this.tolerance = tolerance;
    }

    void clear() {
        groups = 0;
        ranks = 0;
    }

    /** Notes what a rank told. */
    void add(int rank, double value) {
        ranks++;
        for (int i = 0; i < groups; i++) {
            if (Math.abs(value - values[i]) <= tolerance) {
                join(i, rank);
                return;
            }
        }
        if (groups < GROUPS) {
            room(groups + 1);
            values[groups] = value;
            sizes[groups] = 0;
            join(groups++, rank);
        }
    }

    private void join(int group, int rank) {
        int from = group * NAMED;
        int known = Math.min(sizes[group]++, NAMED);
        int at = known;
        while (at > 0 && named[from + at - 1] > rank) {
            at--;
        }
        if (at < NAMED) {
            int moved = Math.min(known, NAMED - 1) - at;
            System.arraycopy(named, from + at, named, from + at + 1, moved);
            named[from + at] = rank;
        }
    }

    private void room(int more) {
        if (more > sizes.length) {
            int length = Math.min(GROUPS, Math.max(2, 2 * sizes.length));
            values = Arrays.copyOf(values, length);
            sizes = Arrays.copyOf(sizes, length);
            named = Arrays.copyOf(named, length * NAMED);
        }
    }

    /** Ranks that told a value. */
    public int ranks() {
        return ranks;
    }

    /** Different values, up to {@link #GROUPS}. */
    public int groups() {
        return groups;
    }

    /** Whether every rank is in a group. */
    public boolean isWhole() {
        int all = 0;
        for (int i = 0; i < groups; i++) {
            all += sizes[i];
        }
        return all == ranks;
    }

    /** Ranks in a group. */
    public int size(int group) {
        return sizes[group];
    }

    /** The value that the first of a group told. */
    public double value(int group) {
        return values[group];
    }

    /** A rank of a group, the lowest first; {@code i} is below the size and {@link #NAMED}. */
    public int rank(int group, int i) {
        return named[group * NAMED + i];
    }

    /** The group with most ranks; the first of several. */
    public int largest() {
        int largest = 0;
        for (int i = 1; i < groups; i++) {
            largest = sizes[i] > sizes[largest] ? i : largest;
        }
        return largest;
    }

    @Override
    public void sync(MemoryIo io) {
        ranks = io.i32(ranks);
        groups = io.i32(groups);
        if (groups < 0 || groups > GROUPS) {
            throw new MemoryFormatException(groups + " groups of ranks");
        }
        while (sizes.length < groups) {
            room(groups);
        }
        for (int i = 0; i < groups; i++) {
            values[i] = io.f64(values[i]);
            sizes[i] = io.i32(sizes[i]);
            for (int k = 0; k < Math.min(sizes[i], NAMED); k++) {
                named[i * NAMED + k] = io.i32(named[i * NAMED + k]);
            }
        }
    }
}
