package io.descentry.topology;

import io.descentry.reading.LayerSeries;
import java.util.Arrays;

/** Columns for the layers of a step, which are used again for every step of as many layers. */
final class LayerBuffers {
    private static final int SERIES = LayerSeries.values().length;
    /** Longer columns are made anew each time. */
    private static final int LONGEST = 4_096;
    /** Numbers that are kept in all, 1 MiB: enough for jobs of 50 different depths of some 100 layers at a time. */
    private static final int ROOM = 1 << 18;

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
