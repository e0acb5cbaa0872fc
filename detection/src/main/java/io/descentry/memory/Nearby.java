package io.descentry.memory;

/**
 * Floats of which each is near the one before, as a series of one thing is: stored as distances, in two or three bytes instead of
 * four.
 */
public final class Nearby {
    /*
     * The bits of a float, read as a whole number, order positive floats as they are ordered, and neighbours differ by 1. With the
     * bits of negative ones counted downwards this holds for all, so a distance is the difference of two such numbers. Of a
     * float of which the last SPARE bits are 0 the others are enough; such floats hold 4 decimal digits.
     */
    private static final int SPARE = 11;

    private Nearby() {}

    /** The nearest float that is stored in about two bytes: off by a 8192th at most. Finite ones stay finite. */
    public static float rounded(float value) {
        int half = 1 << (SPARE - 1);
        int bits = Float.floatToIntBits(value);
        int nearest = (bits + half) & -(1 << SPARE);
        float rounded = Float.intBitsToFloat(nearest);
        return Float.isFinite(rounded) ? rounded : Float.intBitsToFloat(bits & -(1 << SPARE));
    }

    /** Stores the first {@code n} values exactly. */
    public static void exact(MemoryIo io, float[] values, int n) {
        sync(io, values, n, 0);
    }

    /** Stores the first {@code n} values, each of which is {@linkplain #rounded rounded}. */
    public static void brief(MemoryIo io, float[] values, int n) {
        sync(io, values, n, SPARE);
    }

    private static void sync(MemoryIo io, float[] values, int n, int spare) {
        long before = 0;
        for (int i = 0; i < n; i++) {
            long place = place(values[i]) >> spare;
            before += io.i64(place - before);
            values[i] = at(before << spare);
        }
    }

    private static long place(float value) {
        int bits = Float.floatToIntBits(value);
        return bits >= 0 ? bits : Integer.MIN_VALUE - (long) bits;
    }

    private static float at(long place) {
        return Float.intBitsToFloat((int) (place >= 0 ? place : Integer.MIN_VALUE - place));
    }
}
