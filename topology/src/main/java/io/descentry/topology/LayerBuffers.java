package io.descentry.topology;

import io.descentry.reading.LayerSeries;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

/** Columns for the layers of a step, which are used again for every step of as many layers. */
final class LayerBuffers {
    private static final int SERIES = LayerSeries.values().length;
    /** Longer columns are made anew each time. */
    private static final int LONGEST = 4_096;
    /** Numbers that are kept in all, 1 MiB: enough for jobs of 50 different depths of some 100 layers at a time. */
    private static final int ROOM = 1 << 18;

    private static final int CHUNK = 1_024;

    /** Numbers are copied through it, so that both copies are of whole blocks. */
    private final byte[] chunk = new byte[CHUNK * Float.BYTES];

    private final FloatBuffer floats =
            ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    private final float[][][] byLength = new float[LONGEST + 1][][];
    private int kept;

    /**
     * The column of a series, with what it held before.
     *
     * @param length as proven by the bytes that arrived
     */
    float[] column(LayerSeries series, int length) {
        if (length > LONGEST) {
            return new float[length];
        }
        float[][] columns = byLength[length];
        float[] column = columns == null ? null : columns[series.ordinal()];
        return column == null ? made(series, length) : column;
    }

    /** Copies numbers from where they stand, each in four bytes of which the lowest comes first. */
    void copy(byte[] bytes, int at, float[] target, int from, int count) {
        for (int done = 0; done < count; done += CHUNK) {
            int some = Math.min(CHUNK, count - done);
            System.arraycopy(bytes, at + done * Float.BYTES, chunk, 0, some * Float.BYTES);
            floats.get(0, target, from + done, some);
        }
    }

    private float[] made(LayerSeries series, int length) {
        kept += SERIES + length;
        if (kept > ROOM) {
            Arrays.fill(byLength, null);
            kept = SERIES + length;
        }
        if (byLength[length] == null) {
            byLength[length] = new float[SERIES][];
        }
        float[] column = new float[length];
        byLength[length][series.ordinal()] = column;
        return column;
    }
}
