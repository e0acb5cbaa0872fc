package io.descentry.memory;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes memories into one growing array of bytes.
 *
 * <p>Whole numbers are zigzag varints (7 bits a byte, low bits first), as in Avro; floats are little endian. Of a double come the
 * number of its bytes up to the last that is not 0, and these, highest first: round numbers are short.
 */
public final class MemoryWriter implements MemoryIo {
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(int[].class, LITTLE_ENDIAN);

    /** Bytes of a mark. */
    private static final int MARK = 2;

    private byte[] bytes = new byte[512];
    private int size;
    private int begun;

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
        put(value);
        return value;
    }

    @Override
    public double f64(double value) {
        room(1 + Double.BYTES);
        long bits = Double.doubleToLongBits(value);
        int n = Double.BYTES - Long.numberOfTrailingZeros(bits) / Byte.SIZE;
        bytes[size++] = (byte) n;
        for (int i = 0; i < n; i++) {
            bytes[size++] = (byte) (bits >>> (Long.SIZE - Byte.SIZE * (i + 1)));
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
        room(values.length * Float.BYTES);
        for (float value : values) {
            put(value);
        }
    }

    private void put(float value) {
        FLOAT.set(bytes, size, Float.floatToIntBits(value));
        size += Float.BYTES;
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

    /** Begins anew, in the array that there is. */
    public void clear() {
        size = 0;
    }

    /**
     * Begins a block: what is written until {@link #end} comes with its number of bytes in front. Blocks do not nest.
     *
     * @param mark what tells it from others: 16 bits
     */
    public void begin(int mark) {
        room(MARK + 1);
        bytes[size++] = (byte) mark;
        bytes[size++] = (byte) (mark >>> Byte.SIZE);
        begun = ++size;
    }

    /** Ends the block that was begun, or takes it back if it holds these bytes. */
    public void endUnless(byte[] blank) {
        if (Arrays.equals(bytes, begun, size, blank, 0, blank.length)) {
            size = begun - 1 - MARK;
        } else {
            end();
        }
    }

    /** Ends the block that was begun; one in which nothing was written is empty. */
    public void end() {
        int length = size - begun;
        int more = bytesOf(length) - 1;
        room(more);
        System.arraycopy(bytes, begun, bytes, begun + more, length);
        size = begun - 1;
        i32(length);
        size += length;
    }

    private static int bytesOf(int length) {
        int n = 1;
        for (int rest = length >> 6; rest != 0; rest >>>= 7) {
            n++;
        }
        return n;
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
