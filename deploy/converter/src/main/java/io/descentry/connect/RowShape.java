package io.descentry.connect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * How records of one Avro schema become rows: one column a field.
 *
 * <ul>
 *   <li>Numbers, texts, booleans and bytes stay what they are; an enum is its name; {@code timestamp-millis} is a timestamp.
 *   <li>Whatever has parts (records, arrays, maps, unions of several types) is JSON, in the way that Debezium marks it.
 *   <li>Numbers that are not finite are null, in columns and within JSON.
 *   <li>What tables cannot hold is replaced: the character NUL, and times outside of the years 1 to 9999.
 * </ul>
 */
final class RowShape {
    /** Debezium's name for a text that is JSON, and its way to say that it comes from a column of type jsonb. */
    private static final String JSON = "io.debezium.data.Json";

    private static final String SOURCE_TYPE = "__debezium.source.column.type";

    private final org.apache.kafka.connect.data.Schema schema;
    private final List<Column> columns = new ArrayList<>();

    /** One field and what becomes of its values, none of which is null. */
    private record Column(int position, String name, Function<Object, @Nullable Object> value) {}

    RowShape(Schema record) {
        SchemaBuilder row = SchemaBuilder.struct().name(record.getFullName());
        for (Schema.Field field : record.getFields()) {
            Schema type = nonNull(field.schema());
            row.field(field.name(), column(type).optional().build());
            columns.add(new Column(field.pos(), field.name(), conversion(type)));
        }
        schema = row.build();
    }

    org.apache.kafka.connect.data.Schema schema() {
        return schema;
    }

    Struct row(GenericRecord record) {
        Struct row = new Struct(schema);
        for (Column column : columns) {
            Object value = record.get(column.position);
            if (value != null) {
                row.put(column.name, column.value.apply(value));
            }
        }
        return row;
    }

    /** The type beside null of a union of two; any other type as it is. */
    static Schema nonNull(Schema type) {
        if (type.isUnion() && type.isNullable() && type.getTypes().size() == 2) {
            List<Schema> types = type.getTypes();
            return types.get(0).getType() == Schema.Type.NULL ? types.get(1) : types.get(0);
        }
        return type;
    }

    static boolean isTime(Schema type) {
        return type.getLogicalType() instanceof LogicalTypes.TimestampMillis;
    }

    private static SchemaBuilder column(Schema type) {
        return switch (type.getType()) {
            case BOOLEAN -> SchemaBuilder.bool();
            case INT -> SchemaBuilder.int32();
            case LONG -> isTime(type) ? Timestamp.builder() : SchemaBuilder.int64();
            case FLOAT -> SchemaBuilder.float32();
            case DOUBLE -> SchemaBuilder.float64();
            case STRING, ENUM -> SchemaBuilder.string();
            case BYTES, FIXED -> SchemaBuilder.bytes();
            default -> SchemaBuilder.string().name(JSON).version(1).parameter(SOURCE_TYPE, "JSONB");
        };
    }

    @SuppressWarnings("JavaUtilDate") // which is what Connect's Timestamp holds
    private static Function<Object, @Nullable Object> conversion(Schema type) {
        return switch (type.getType()) {
            case BOOLEAN, INT -> value -> value;
            case LONG -> isTime(type) ? value -> new Date(Text.inCalendar((Long) value)) : value -> value;
            case FLOAT -> value -> Float.isFinite((Float) value) ? value : null;
            case DOUBLE -> value -> Double.isFinite((Double) value) ? value : null;
            case STRING, ENUM -> Text::of;
            case BYTES -> value -> (ByteBuffer) value;
            case FIXED -> value -> ((GenericFixed) value).bytes();
            default -> value -> Json.of(type, value).toString();
        };
    }
}
