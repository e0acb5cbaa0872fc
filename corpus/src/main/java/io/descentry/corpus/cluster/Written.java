package io.descentry.corpus.cluster;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Writes single fields of records, which have no setters. */
final class Written {
    private Written() {}

    /** Sets a field by its name in the schema. */
    static void set(SpecificRecord record, String name, @Nullable Object value) {
        Schema.Field field = record.getSchema().getField(name);
        if (field == null) {
            throw new IllegalArgumentException("no field " + name);
        }
        record.put(field.pos(), value);
    }
}
