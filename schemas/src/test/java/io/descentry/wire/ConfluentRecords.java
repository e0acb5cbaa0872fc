package io.descentry.wire;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;
import org.apache.pulsar.kafka.shade.avro.Schema;
import org.apache.pulsar.kafka.shade.avro.generic.GenericData;
import org.jspecify.annotations.Nullable;

/** Our records as generic records of the Avro that Confluent's copy brings, and both in one comparable form. */
final class ConfluentRecords {
    private ConfluentRecords() {}

    static GenericData.Record theirs(Schema schema, IndexedRecord ours) {
        GenericData.Record record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            record.put(field.pos(), theirs(field.schema(), ours.get(field.pos())));
        }
        return record;
    }

    private static @Nullable Object theirs(Schema schema, @Nullable Object ours) {
        if (schema.getType() == Schema.Type.UNION) {
            return ours == null ? null : theirs(schema.getTypes().get(1), ours);
        }
        if (ours instanceof IndexedRecord record) {
            return theirs(schema, record);
        }
        if (ours instanceof Enum<?> symbol) {
            return new GenericData.EnumSymbol(schema, symbol.name());
        }
        if (ours instanceof Instant time) {
            return time.toEpochMilli();
        }
        if (ours instanceof List<?> items) {
            return items.stream()
                    .map(item -> theirs(schema.getElementType(), item))
                    .toList();
        }
        if (ours instanceof Map<?, ?> entries) {
            Map<Object, @Nullable Object> copy = new HashMap<>();
            entries.forEach((key, value) -> copy.put(key, theirs(schema.getValueType(), value)));
            return copy;
        }
        return ours;
    }

    /** Records as lists of their values, texts as strings, times as milliseconds. */
    static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof IndexedRecord record) {
            return record.getSchema().getFields().stream()
                    .map(field -> String.valueOf(plain(record.get(field.pos()))))
                    .toList();
        }
        if (value instanceof org.apache.pulsar.kafka.shade.avro.generic.IndexedRecord record) {
            return record.getSchema().getFields().stream()
                    .map(field -> String.valueOf(plain(record.get(field.pos()))))
                    .toList();
        }
        if (value instanceof List<?> items) {
            return items.stream().map(item -> String.valueOf(plain(item))).toList();
        }
        if (value instanceof Map<?, ?> entries) {
            Map<String, String> copy = new TreeMap<>();
            entries.forEach((key, item) -> copy.put(key.toString(), String.valueOf(plain(item))));
            return copy;
        }
        return value instanceof Instant time ? Long.valueOf(time.toEpochMilli()) : text(value);
    }

    private static @Nullable Object text(@Nullable Object value) {
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }
}
