package io.descentry.it.scenario;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Fields of records by their names in the schema. */
final class Fields {
    private Fields() {}

    static void put(SpecificRecord record, String name, Object value) {
        record.put(field(record, name).pos(), value);
    }

    /** Puts what a text says, as the type of the field wants it. */
    static void parse(SpecificRecord record, String name, String text) {
        Schema schema = field(record, name).schema();
        Schema.Type type = schema.isUnion() ? schema.getTypes().get(1).getType() : schema.getType();
        put(
                record,
                name,
                switch (type) {
                    case INT -> (Object) Integer.valueOf(text);
                    case LONG -> Long.valueOf(text);
                    case DOUBLE -> Double.valueOf(text);
                    default -> text;
                });
    }

    private static Schema.Field field(SpecificRecord record, String name) {
        Schema.Field field = record.getSchema().getField(name);
        if (field == null) {
            throw new IllegalArgumentException(
                    name + " is no field of " + record.getSchema().getName());
        }
        return field;
    }
}
