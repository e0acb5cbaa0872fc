package io.descentry.stat;

/** Numbers in half of their bytes: 7 digits are more than any rule needs. */
public final class Floats {
    private Floats() {}

    /** The nearest finite float of a number that is finite; NaN of NaN. */
    public static float finite(double value) {
        return (float) Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, value));
    }
}
