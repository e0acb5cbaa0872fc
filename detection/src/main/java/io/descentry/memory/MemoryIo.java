package io.descentry.memory;

import org.jspecify.annotations.Nullable;

/**
 * Writes or reads a memory field by field. One method of a memory serves both ways, so the two cannot drift apart:
 * {@code seen = io.i64(seen)} stores the field when writing and loads it when reading.
 */
public interface MemoryIo {
    int i32(int value);

    long i64(long value);

    float f32(float value);

    double f64(double value);

    boolean bool(boolean value);

    String text(String value);

    /** A text that many jobs have in common, such as the name of a split. */
    default String word(String value) {
        return text(value);
    }

    @Nullable
    String textOrNull(@Nullable String value);

    /** Elements in place; the length is part of the layout and is not stored. */
    void f32s(float[] values);

    /** Elements in place; the length is part of the layout and is not stored. */
    void f64s(double[] values);

    /** An array whose length is stored with it; reading refuses a length above {@code limit}. */
    float[] f32array(float[] values, int limit);

    /** The same for counts, most of which are small: whole numbers in few bytes. */
    float[] counts(float[] values, int limit);

    /** Bytes of another format, whose number is stored with them; reading refuses more than {@code limit}. */
    byte[] bytes(byte[] value, int limit);
}
