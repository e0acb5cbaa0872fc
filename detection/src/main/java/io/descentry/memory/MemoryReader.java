package io.descentry.memory;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what {@link MemoryWriter} wrote; bytes that end early or name an impossible length are refused. */
public final class MemoryReader implements MemoryIo {
    private final byte[] bytes;
    private final int end;
    private int at;

    public MemoryReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private MemoryReader(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** Whether everything was read. */
    public boolean isAtEnd() {
        return at == end;
    }

    @Override
    public int i32(int value) {
        long number = i64(value);
        if (number != (int) number) {
            throw new MemoryFormatException("a number too large at " + at);
        }
        return (int) number;
    }

    @Override
    public long i64(long value) {
        long bits = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            need(1);
            byte next = bytes[at++];
            bits |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw new MemoryFormatException("a number of more than 10 bytes at " + at);
    }

    @Override
    public float f32(float value) {
        need(Float.BYTES);
        int bits = 0;
        for (int i = 0; i < Float.BYTES; i++) {
            bits |= (bytes[at++] & 0xFF) << (8 * i);
        }
        return Float.intBitsToFloat(bits);
    }

    @Override
    public double f64(double value) {
        need(1);
        int n = bytes[at++];
        if (n < 0 || n > Double.BYTES) {
            throw new MemoryFormatException("a double of " + n + " bytes at " + at);
        }
        need(n);
        long bits = 0;
        for (int i = 0; i < n; i++) {
            bits |= (bytes[at++] & 0xFFL) << (Long.SIZE - Byte.SIZE * (i + 1));
        }
        return Double.longBitsToDouble(bits);
    }

    @Override
    public boolean bool(boolean value) {
        return i32(0) != 0;
    }

    @Override
    public String text(String value) {
        int length = length(1, Integer.MAX_VALUE);
        String text = new String(bytes, at, length, UTF_8);
        at += length;
        return text;
    }

    /** Remembered once for all jobs, as long as one of them holds it. */
    @Override
    public String word(String value) {
        return text(value).intern();
    }

    @Override
    public @Nullable String textOrNull(@Nullable String value) {
        return bool(false) ? text("") : null;
    }

    @Override
    public void f32s(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = f32(0);
        }
    }

    @Override
    public void f64s(double[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = f64(0);
        }
    }

    @Override
    public float[] f32array(float[] values, int limit) {
        float[] read = new float[length(Float.BYTES, limit)];
        f32s(read);
        return read;
    }

    @Override
    public float[] counts(float[] values, int limit) {
        float[] read = new float[length(1, limit)];
        for (int i = 0; i < read.length; i++) {
            read[i] = (float) i64(0);
        }
        return read;
    }

    @Override
    public byte[] bytes(byte[] value, int limit) {
        int length = length(1, limit);
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    /** What tells one block from another: 16 bits. */
    public int mark() {
        need(2);
        at += 2;
        return (bytes[at - 2] & 0xFF) | ((bytes[at - 1] & 0xFF) << Byte.SIZE);
    }

    /** A reader of the next block alone; this one goes on behind it. */
    public MemoryReader block() {
        int length = length(1, Integer.MAX_VALUE);
        at += length;
        return new MemoryReader(bytes, at - length, at);
    }

    /** A number of elements of at least so many bytes each: no more than there can be. */
    public int length(int bytesEach) {
        return length(bytesEach, Integer.MAX_VALUE);
    }

    private int length(int bytesEach, int limit) {
        int length = i32(0);
        if (length < 0 || length > limit) {
            throw new MemoryFormatException("a length of " + length + " at " + at);
        }
        need((long) length * bytesEach);
        return length;
    }

    private void need(long more) {
        if (more > end - at) {
            throw new MemoryFormatException("ends at " + end + ", needs " + more + " bytes at " + at);
        }
    }
}
