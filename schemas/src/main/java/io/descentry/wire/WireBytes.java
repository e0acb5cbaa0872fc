package io.descentry.wire;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary decoder over bytes at hand, which believes no length that those bytes cannot hold.
 *
 * <p>Avro's own decoder may allocate what a length announces before it looks for the content. Here a string or byte
 * length is compared with the bytes that are left, and the item counts of all blocks together with the length of the
 * whole: an item takes at least one byte, because {@link WriterBounds} refuses schemas where it does not. Memory and
 * time therefore follow the bytes that arrived, not the numbers in them. Not thread-safe.
 */
public final class WireBytes extends Decoder {
    private static final VarHandle FLOATS =
            MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = {};
    private int at;
    private long itemsLeft;

    WireBytes() {}

    /** Starts to read {@code bytes} at {@code from}. */
    void read(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
        this.itemsLeft = remainingBytes();
    }

    /** Goes on at another place of the same bytes, 0 to their number. */
    public void seek(int place) {
        read(bytes, Math.min(place, bytes.length));
    }

    /** The bytes that are read. Not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Place of the next byte. */
    public int at() {
        return at;
    }

    @Override
    public int remainingBytes() {
        return bytes.length - at;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        byte value = bytes[advance(1)];
        if (value != 0 && value != 1) {
            throw new AvroRuntimeException("a boolean is 0 or 1, not " + value);
        }
        return value == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new AvroRuntimeException("number beyond 32 bits");
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        long zigzag = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = bytes[advance(1)];
            zigzag |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new AvroRuntimeException("number beyond 64 bits");
    }

    @Override
    public float readFloat() throws IOException {
        return (float) FLOATS.get(bytes, advance(4));
    }

    @Override
    public double readDouble() throws IOException {
        return (double) DOUBLES.get(bytes, advance(8));
    }

    @Override
    public Utf8 readString(Utf8 old) throws IOException {
        return new Utf8(slice());
    }

    @Override
    public String readString() throws IOException {
        int length = length();
        return new String(bytes, advance(length), length, StandardCharsets.UTF_8);
    }

    @Override
    public void skipString() throws IOException {
        advance(length());
    }

    @Override
    public ByteBuffer readBytes(ByteBuffer old) throws IOException {
        return ByteBuffer.wrap(slice());
    }

    @Override
    public void skipBytes() throws IOException {
        advance(length());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        System.arraycopy(bytes, advance(length), target, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        advance(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return items();
    }

    @Override
    public long arrayNext() throws IOException {
        return items();
    }

    @Override
    public long skipArray() throws IOException {
        return itemsToSkip();
    }

    @Override
    public long readMapStart() throws IOException {
        return items();
    }

    @Override
    public long mapNext() throws IOException {
        return items();
    }

    @Override
    public long skipMap() throws IOException {
        return itemsToSkip();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    /** Items of the block that begins here; a negative count is followed by the block's length in bytes. */
    private long items() throws IOException {
        long count = readLong();
        if (count < 0) {
            readLong();
            count = -count;
        }
        return allow(count);
    }

    /** Passes over blocks that tell their length; the items of the first block that does not are the caller's. */
    private long itemsToSkip() throws IOException {
        long count = readLong();
        while (count < 0) {
            advance(length());
            count = readLong();
        }
        return allow(count);
    }

    /** Long.MIN_VALUE stays negative when negated, hence the comparison with 0. */
    private long allow(long count) {
        if (count < 0 || count > itemsLeft) {
            throw new AvroRuntimeException("a block announces " + count + " items, more than its bytes can hold");
        }
        itemsLeft -= count;
        return count;
    }

    private int length() throws IOException {
        long length = readLong();
        if (length < 0 || length > remainingBytes()) {
            throw new AvroRuntimeException("a length of " + length + " where " + remainingBytes() + " bytes are left");
        }
        return (int) length;
    }

    private byte[] slice() throws IOException {
        byte[] copy = new byte[length()];
        System.arraycopy(bytes, advance(copy.length), copy, 0, copy.length);
        return copy;
    }

    /** The position before the step. */
    private int advance(int length) throws EOFException {
        if (length > bytes.length - at) {
            throw new EOFException("the bytes end in the middle of the record");
        }
        int from = at;
        at += length;
        return from;
    }
}
