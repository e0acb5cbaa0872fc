package io.descentry.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.avro.LayerStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.PrimitivesArrays.FloatArray;

/** Turns the layer objects of a log line into columns in the order of the job's layers. */
final class LayerTable {
    private static final Schema ARRAY = Schema.createArray(Schema.create(Schema.Type.FLOAT));
    private static final List<Schema.Field> COLUMNS =
            LayerStatistics.getClassSchema().getFields();

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
        var rows = new ArrayList<Row>();
        for (JsonNode layer : layers) {
            var fields = new Fields(layer);
            Integer place = places.get(String.valueOf(fields.text("name")));
            if (place != null) {
                rows.add(new Row(place, fields, hasAny(layer, "grad_"), hasAny(layer, "activation_")));
            }
        }
        var statistics = new LayerStatistics();
        for (Schema.Field column : COLUMNS) {
            statistics.put(column.pos(), column(column.name(), rows));
        }
        return statistics;
    }

    private record Row(int place, Fields fields, boolean hasGradient, boolean hasActivation) {}

    private List<Float> column(String name, List<Row> rows) {
        float[] column = new float[width];
        Arrays.fill(column, absent(name));
        boolean measured = false;
        for (Row row : rows) {
            Double value = row.fields.real(name);
            if (value != null) {
                column[row.place] = value.floatValue();
                measured = true;
            } else if (isMarkOf(row, name)) {
                column[row.place] = 0;
                measured = true;
            }
        }
        return measured ? listOf(column) : List.of();
    }

    /** The counts of non-finite values say which layers were measured at all, so they are there even if the log has none. */
    private static boolean isMarkOf(Row row, String column) {
        return (row.hasGradient && column.equals("grad_nonfinite"))
                || (row.hasActivation && column.equals("activation_nonfinite"));
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

    private static boolean hasAny(JsonNode layer, String prefix) {
        return layer.properties().stream()
                .anyMatch(field ->
                        field.getKey().startsWith(prefix) && !field.getValue().isNull());
    }

    private static FloatArray listOf(float[] values) {
        var list = new FloatArray(values.length, ARRAY);
        for (float value : values) {
            list.add(list.size(), value);
        }
        return list;
    }
}
