package io.descentry.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes memories into one growing array of bytes.
 *
 * <p>Whole numbers are zigzag varints (7 bits a byte, low bits first), as in Avro; floats and doubles are little endian.
 */
public final class MemoryWriter implements MemoryIo {
    private byte[] bytes = new byte[512];
    private int size;

    /** What was written so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public int i32(int value) {
        i64(value);
        return value;
    }

    @Override
    public long i64(long value) {
        room(10);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return value;
    }

    @Override
    public float f32(float value) {
        room(Float.BYTES);
        int bits = Float.floatToIntBits(value);
        for (int i = 0; i < Float.BYTES; i++) {
            bytes[size++] = (byte) (bits >>> (8 * i));
        }
        return value;
    }

    @Override
    public double f64(double value) {
        room(Double.BYTES);
        long bits = Double.doubleToLongBits(value);
        for (int i = 0; i < Double.BYTES; i++) {
            bytes[size++] = (byte) (bits >>> (8 * i));
        }
        return value;
    }

    @Override
    public boolean bool(boolean value) {
        i32(value ? 1 : 0);
        return value;
    }

    @Override
    public String text(String value) {
        block(value.getBytes(UTF_8));
        return value;
    }

    @Override
    public @Nullable String textOrNull(@Nullable String value) {
        if (bool(value != null) && value != null) {
            text(value);
        }
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
        i32(values.length);
        f32s(values);
        return values;
    }

    @Override
    public float[] counts(float[] values, int limit) {
        i32(values.length);
        for (float value : values) {
            i64((long) value);
        }
        return values;
    }

    @Override
    public byte[] bytes(byte[] value, int limit) {
        block(value);
        return value;
    }

    /** Writes bytes with their number in front. */
    public void block(byte[] block) {
        i32(block.length);
        room(block.length);
        System.arraycopy(block, 0, bytes, size, block.length);
        size += block.length;
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
