package io.descentry.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.avro.LayerStatistics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;
import org.jspecify.annotations.Nullable;

/** Turns the layer objects of a log line into columns in the order of the job's layers. */
final class LayerTable {
    private static final Schema ARRAY = Schema.createArray(Schema.create(Schema.Type.FLOAT));
    private static final Schema COLUMNS = LayerStatistics.getClassSchema();
    private static final int GRAD_NONFINITE = placeOf("grad_nonfinite");
    private static final int ACTIVATION_NONFINITE = placeOf("activation_nonfinite");

    private final Map<String, Integer> places = new HashMap<>();
    private final int width;

    /** @param names of the layers in forward order */
    LayerTable(List<String> names) {
        width = names.size();
        for (int place = 0; place < width; place++) {
            places.putIfAbsent(names.get(place), place);
        }
    }

    /** The columns; layers that the job does not have are left out. */
    LayerStatistics columns(Iterable<JsonNode> layers) {
        float[] @Nullable [] columns = new float[COLUMNS.getFields().size()][];
        for (JsonNode layer : layers) {
            var fields = new Fields(layer);
            Integer place = places.get(String.valueOf(fields.text("name")));
            if (place != null) {
                layer.properties().forEach(field -> put(columns, place, field.getKey(), fields));
            }
        }
        var statistics = new LayerStatistics();
        for (Schema.Field field : COLUMNS.getFields()) {
            float[] column = columns[field.pos()];
            statistics.put(field.pos(), column == null ? List.of() : listOf(column));
        }
        return statistics;
    }

    private void put(float[] @Nullable [] columns, int place, String name, Fields fields) {
        Schema.Field column = COLUMNS.getField(name);
        Double value = column == null ? null : fields.real(name);
        if (column == null || value == null) {
            return;
        }
        column(columns, column.pos())[place] = value.floatValue();
        // The counts of non-finite values say which layers were measured, so they are there even if the log has none.
        if (name.startsWith("grad_")) {
            mark(columns, GRAD_NONFINITE, place);
        } else if (name.startsWith("activation_")) {
            mark(columns, ACTIVATION_NONFINITE, place);
        }
    }

    private void mark(float[] @Nullable [] columns, int counts, int place) {
        float[] column = column(columns, counts);
        column[place] = Math.max(column[place], 0);
    }

    private float[] column(float[] @Nullable [] columns, int pos) {
        float[] column = columns[pos];
        if (column == null) {
            column = new float[width];
            Arrays.fill(column, absent(COLUMNS.getFields().get(pos).name()));
            columns[pos] = column;
        }
        return column;
    }

    /** What stands for an absent value: see the schema. */
    private static float absent(String column) {
        return switch (column) {
            case "grad_nonfinite",
                    "weight_nonfinite",
                    "update_norm",
                    "activation_zero_fraction",
                    "activation_saturated_fraction",
                    "activation_nonfinite" -> -1;
            default -> 0;
        };
    }

    private static int placeOf(String column) {
        Schema.Field field = COLUMNS.getField(column);
        if (field == null) {
            throw new IllegalStateException("no column " + column);
        }
        return field.pos();
    }

    private static FloatArray listOf(float[] values) {
        var list = new FloatArray(values.length, ARRAY);
        for (float value : values) {
            list.add(list.size(), value);
        }
        return list;
    }
}
