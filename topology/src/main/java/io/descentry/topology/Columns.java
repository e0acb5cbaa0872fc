package io.descentry.topology;

import io.descentry.reading.LayerSeries;
import io.descentry.reading.LayerTraces;
import java.util.ArrayList;
import java.util.List;

/** Columns over layers, one for each of {@link LayerTraces#SERIES}, as Avro carries them: by the name of the series. */
final class Columns {
    private Columns() {}

    /** Columns of which none was measured. */
    static float[][] none() {
        return new float[LayerTraces.SERIES.size()][0];
    }

    /** Puts a column in its place; a series that this version does not compare is left aside. */
    static void put(float[][] columns, String series, List<Float> values) {
        for (int i = 0; i < columns.length; i++) {
            LayerSeries known = LayerTraces.SERIES.get(i);
            if (known.label().equals(series)) {
                columns[i] = unboxed(values);
            }
        }
    }

    /** A column as Avro takes it. */
    static List<Float> boxed(float[] values) {
        List<Float> boxed = new ArrayList<>(values.length);
        for (float value : values) {
            boxed.add(value);
        }
        return boxed;
    }

    private static float[] unboxed(List<Float> boxed) {
        float[] values = new float[boxed.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = boxed.get(i);
        }
        return values;
    }
}
