package io.descentry.health;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.memory.Nearby;
import io.descentry.stat.Floats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A series of any length in a few buckets that keep every extreme and every first non-finite value, with its step. */
public final class Curve implements Memory {
    /*
     * Buckets are spans of steps, all as wide as a power of two, from the first step on. A step beyond the last bucket makes all of
     * them twice as wide: neighbours merge, and of two extremes the more extreme stays, of two equal ones the earlier. So the
     * buckets lie evenly, at least half of the room is in use, and no extreme is lost. Values are kept to 4 digits; finite
     * ones beyond the range of float are kept as its ends.
     *
     * Stored are the buckets in use: as bits which have a finite value, a non-finite one, a single one; then steps as offsets from
     * the middle of their bucket, which are shortest so, and values as distances from the one before.
     */
    private static final int MOST_BUCKETS = 64;
    private static final int MOST_SHIFT = 62;
    private static final OddNumber[] NO_ODD = {};
    private static final long[] NOWHERE = {};

    private final float[] low;
    private final float[] high;
    private final long[] lowAt;
    private final long[] highAt;
    /** The first value of a bucket that was not finite, and its step; made for the first of all. */
    private OddNumber[] odd = NO_ODD;

    private long[] oddAt = NOWHERE;
    private int used;
    private int shift;
    private long origin;
    private long filled;
    private long odds;

    /**
     * One span of steps.
     *
     * @param lastStep last step of the span, which may lie ahead
     * @param finite whether there was a finite value; otherwise {@code low} and {@code high} mean nothing
     * @param odd the first value that was not finite, or {@link OddNumber#NONE}
     * @param oddStep its step; means nothing where there is none
     */
    public record Bucket(
            long firstStep,
            long lastStep,
            boolean finite,
            float low,
            long lowStep,
            float high,
            long highStep,
            OddNumber odd,
            long oddStep) {}

    /** @param buckets room for so many; 2 to 64 */
    public Curve(int buckets) {
        if (buckets < 2 || buckets > MOST_BUCKETS) {
            throw new IllegalArgumentException(buckets + " buckets");
        }
        low = new float[buckets];
        high = new float[buckets];
        lowAt = new long[buckets];
        highAt = new long[buckets];
    }

    private void makeRoomForOdd() {
        if (odd.length == 0) {
            odd = new OddNumber[low.length];
            Arrays.fill(odd, OddNumber.NONE);
            oddAt = new long[low.length];
        }
    }

    /**
     * Takes in a value.
     *
     * @param step 0 or above, not below those before
     */
    public void add(double value, long step) {
        if (used == 0 || step < origin) {
            clear();
            origin = step;
        }
        long at = (step - origin) >> shift;
        while (at >= low.length) {
            widen();
            at = (step - origin) >> shift;
        }
        int i = (int) at;
        used = Math.max(used, i + 1);
        long bit = 1L << i;
        if (!Double.isFinite(value)) {
            if ((odds & bit) == 0) {
                makeRoomForOdd();
                odds |= bit;
                odd[i] = OddNumber.of(value);
                oddAt[i] = step;
            }
            return;
        }
        float kept = Nearby.rounded(Floats.finite(value));
        boolean first = (filled & bit) == 0;
        filled |= bit;
        if (first || kept < low[i]) {
            low[i] = kept;
            lowAt[i] = step;
        }
        if (first || kept > high[i]) {
            high[i] = kept;
            highAt[i] = step;
        }
    }

    private void widen() {
        long wasFilled = filled;
        long wereOdd = odds;
        filled = 0;
        odds = 0;
        for (int from = 0; from < used; from++) {
            int to = from / 2;
            if ((wasFilled & (1L << from)) != 0) {
                merge(from, to);
            }
            if ((wereOdd & (1L << from)) != 0 && (odds & (1L << to)) == 0) {
                odds |= 1L << to;
                odd[to] = odd[from];
                oddAt[to] = oddAt[from];
            }
        }
        used = (used + 1) / 2;
        shift++;
    }

    private void merge(int from, int to) {
        boolean first = (filled & (1L << to)) == 0;
        filled |= 1L << to;
        if (first || low[from] < low[to]) {
            low[to] = low[from];
            lowAt[to] = lowAt[from];
        }
        if (first || high[from] > high[to]) {
            high[to] = high[from];
            highAt[to] = highAt[from];
        }
    }

    /** The run goes on from a step: what was from there on belongs to weights that are gone. */
    public void rewind(long step) {
        if (used == 0 || step <= origin) {
            clear();
            return;
        }
        long keep = ((step - origin - 1) >> shift) + 1;
        if (keep <= used) {
            used = (int) keep;
            long kept = -1L >>> (Long.SIZE - used);
            filled &= kept;
            odds &= kept;
            cut(used - 1, step);
        }
    }

    /** Of a span that is cut in two, those extremes stay that lie before the cut. */
    private void cut(int i, long step) {
        if (lowAt[i] >= step && highAt[i] >= step) {
            filled &= ~(1L << i);
        } else if (lowAt[i] >= step) {
            low[i] = high[i];
            lowAt[i] = highAt[i];
        } else if (highAt[i] >= step) {
            high[i] = low[i];
            highAt[i] = lowAt[i];
        }
        if (odds != 0 && oddAt[i] >= step) {
            odds &= ~(1L << i);
        }
    }

    private void clear() {
        used = 0;
        shift = 0;
        origin = 0;
        filled = 0;
        odds = 0;
    }

    /** Whether nothing was taken in. */
    public boolean isEmpty() {
        return used == 0;
    }

    /** The spans that have a value, by step. */
    public List<Bucket> buckets() {
        List<Bucket> buckets = new ArrayList<>(used);
        for (int i = 0; i < used; i++) {
            boolean finite = (filled & (1L << i)) != 0;
            boolean hasOdd = (odds & (1L << i)) != 0;
            if (finite || hasOdd) {
                buckets.add(new Bucket(
                        start(i),
                        start(i) + (1L << shift) - 1,
                        finite,
                        finite ? low[i] : 0,
                        finite ? lowAt[i] : 0,
                        finite ? high[i] : 0,
                        finite ? highAt[i] : 0,
                        hasOdd ? odd[i] : OddNumber.NONE,
                        hasOdd ? oddAt[i] : 0));
            }
        }
        return buckets;
    }

    private long start(int i) {
        return origin + ((long) i << shift);
    }

    @Override
    public void sync(MemoryIo io) {
        used = io.i32(used);
        shift = io.i32(shift);
        if (used < 0 || used > low.length || shift < 0 || shift > MOST_SHIFT) {
            throw new MemoryFormatException("a curve of " + used + " buckets, 2^" + shift + " steps wide");
        }
        if (used == 0) {
            return;
        }
        origin = io.i64(origin);
        long all = -1L >>> (Long.SIZE - used);
        filled = all & ~io.i64(all & ~filled);
        odds = io.i64(odds);
        long single = io.i64(single());
        for (int i = 0; i < used; i++) {
            if ((filled & (1L << i)) != 0) {
                lowAt[i] = syncStep(io, i, lowAt[i]);
                boolean same = (single & (1L << i)) != 0;
                highAt[i] = same ? lowAt[i] : syncStep(io, i, highAt[i]);
            }
            if ((odds & (1L << i)) != 0) {
                makeRoomForOdd();
                odd[i] = OddNumber.at(io.i32(odd[i].ordinal()));
                oddAt[i] = syncStep(io, i, oddAt[i]);
            }
        }
        syncValues(io, single);
    }

    private void syncValues(MemoryIo io, long single) {
        float[] values = new float[2 * used];
        int n = 0;
        for (int i = 0; i < used; i++) {
            if ((filled & (1L << i)) != 0) {
                values[n++] = low[i];
                if ((single & (1L << i)) == 0) {
                    values[n++] = high[i];
                }
            }
        }
        Nearby.brief(io, values, n);
        n = 0;
        for (int i = 0; i < used; i++) {
            if ((filled & (1L << i)) != 0) {
                low[i] = values[n++];
                high[i] = (single & (1L << i)) == 0 ? values[n++] : low[i];
            }
        }
    }

    /** Buckets whose extremes are one value. */
    private long single() {
        long single = 0;
        for (int i = 0; i < used; i++) {
            if ((filled & (1L << i)) != 0 && lowAt[i] == highAt[i]) {
                single |= 1L << i;
            }
        }
        return single;
    }

    private long syncStep(MemoryIo io, int i, long step) {
        long middle = start(i) + ((1L << shift) >> 1);
        return middle + io.i64(step - middle);
    }
}
