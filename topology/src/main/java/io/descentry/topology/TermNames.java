package io.descentry.topology;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Names by their bytes, so that a name that was met before is no new text. */
final class TermNames {
    private static final int SLOTS = 1_024; // must be a power of two
    /** Names that are known at once; then it begins anew. */
    private static final int MOST = SLOTS / 2;

    private static final int LONGEST = 64;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[][] keys = new byte[SLOTS][];
    private final String[] names = new String[SLOTS];
    private int size;

    /** The text that stands there in UTF-8. */
    String of(byte[] bytes, int from, int length) {
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int slot = slot(bytes, from, length);
        return keys[slot] == null ? met(bytes, from, length) : names[slot];
    }

    private String met(byte[] bytes, int from, int length) {
        if (size == MOST) {
            Arrays.fill(keys, null);
            Arrays.fill(names, null);
            size = 0;
        }
        size++;
        int slot = slot(bytes, from, length);
        keys[slot] = Arrays.copyOfRange(bytes, from, from + length);
        names[slot] = new String(bytes, from, length, StandardCharsets.UTF_8);
        return names[slot];
    }

    /** Where the name is, or the free place where it belongs; half of all places are free. */
    private int slot(byte[] bytes, int from, int length) {
        long hash = length;
        if (length >= Long.BYTES) {
            // The first eight bytes and the last, and what is between only if it must be told apart.
            hash += (long) LONGS.get(bytes, from) + 31 * (long) LONGS.get(bytes, from + length - Long.BYTES);
        } else {
            for (int i = from; i < from + length; i++) {
                hash = 31 * hash + bytes[i];
            }
        }
        int slot = (int) ((hash * MIX) >>> 54); // ten bits, for SLOTS
        while (keys[slot] != null && !Arrays.equals(keys[slot], 0, keys[slot].length, bytes, from, from + length)) {
            slot = (slot + 1) & (SLOTS - 1);
        }
        return slot;
    }
}
