package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import org.jspecify.annotations.Nullable;

/** Counts the numbers of a memory that are not finite. */
final class Census implements MemoryIo {
    private int notFinite;

    static int notFinite(Memory memory) {
        Census census = new Census();
        memory.sync(census);
        return census.notFinite;
    }

    @Override
    public float f32(float value) {
        notFinite += Float.isFinite(value) ? 0 : 1;
        return value;
    }

    @Override
    public double f64(double value) {
        notFinite += Double.isFinite(value) ? 0 : 1;
        return value;
    }

    @Override
    public void f32s(float[] values) {
        for (float value : values) {
            f32(value);
        }
    }

    @Override
    public void f64s(double[] values) {
        for (double value : values) {
            f64(value);
        }
    }

    @Override
    public float[] f32array(float[] values, int limit) {
        f32s(values);
        return values;
    }

    @Override
    public float[] counts(float[] values, int limit) {
        return f32array(values, limit);
    }

    @Override
    public int i32(int value) {
        return value;
    }

    @Override
    public long i64(long value) {
        return value;
    }

    @Override
    public boolean bool(boolean value) {
        return value;
    }

    @Override
    public String text(String value) {
        return value;
    }

    @Override
    public @Nullable String textOrNull(@Nullable String value) {
        return value;
    }

    @Override
    public byte[] bytes(byte[] value, int limit) {
        return value;
    }
}
