package io.descentry.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowShapeTest {
    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Odd", "fields": [
              {"name": "number", "type": "double"},
              {"name": "small", "type": ["null", "float"]},
              {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
              {"name": "text", "type": ["string", "null"]},
              {"name": "bytes", "type": "bytes"},
              {"name": "either", "type": ["null", "long", "string"]},
              {"name": "labels", "type": {"type": "map", "values": "string"}},
              {"name": "parts", "type": {"type": "array", "items": {"type": "record", "name": "Part", "fields": [
                {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                {"name": "value", "type": ["null", "double"]},
                {"name": "more", "type": {"type": "array", "items": "float"}}]}}}
            ]}""");

    @Test
    void scalars_are_columns_and_what_has_parts_is_json() {
        GenericRecord part =
                new GenericData.Record(SCHEMA.getField("parts").schema().getElementType());
        part.put("at", 0L);
        part.put("value", Double.NaN);
        part.put("more", List.of(0.1f, Float.NEGATIVE_INFINITY));
        Struct row = row(1.5, 2.5f, 1_000L, "text", 7L, Map.of("a", "b\u0000c"), List.of(part));
        assertThat(row.get("number")).isEqualTo(1.5);
        assertThat(row.get("small")).isEqualTo(2.5f);
        assertThat(row.get("time")).isEqualTo(Date.from(Instant.ofEpochMilli(1_000)));
        assertThat(row.get("text")).isEqualTo("text");
        assertThat(row.get("either")).isEqualTo("7");
        assertThat(row.get("labels")).isEqualTo("{\"a\":\"b\uFFFDc\"}");
        assertThat(row.get("parts"))
                .isEqualTo("[{\"at\":\"1970-01-01T00:00:00Z\",\"value\":null,\"more\":[0.1,null]}]");
        assertThat(row.schema().field("parts").schema().name()).isEqualTo("io.debezium.data.Json");
    }

    @Test
    void what_tables_cannot_hold_is_replaced() {
        Struct row = row(Double.NaN, Float.POSITIVE_INFINITY, Long.MAX_VALUE, "a\u0000b", null, Map.of(), List.of());
        assertThat(row.get("number")).isNull();
        assertThat(row.get("small")).isNull();
        assertThat(((Date) row.get("time")).toInstant()).hasToString("9999-12-31T23:59:59Z");
        assertThat(row.get("text")).isEqualTo("a\uFFFDb");
        assertThat(row.get("either")).isNull();
        assertThat(row.get("parts")).isEqualTo("[]");
        row.validate();
    }

    @ParameterizedTest(name = "step {0}: {1}")
    @CsvSource({
        "0, true",
        "1, true",
        "255, true",
        "256, true",
        "257, false",
        "258, true",
        "1001, false",
        "1004, true",
        "999424, true",
        "1000000, false"
    })
    void of_each_doubling_about_as_many_steps_are_kept(long step, boolean kept) {
        try (Thin<org.apache.kafka.connect.sink.SinkRecord> thin = new Thin<>()) {
            thin.configure(Map.of("needed.field", "layers"));
            assertThat(thin.keeps(step)).isEqualTo(kept);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://0.0.0.0:8083, http://127.0.0.1:8083",
        "'http://:8083,https://:8443', http://127.0.0.1:8083",
        "http://connect-1:8083, http://connect-1:8083"
    })
    void a_worker_finds_itself(String listeners, String address) {
        assertThat(FailedTasks.address(listeners)).hasToString(address);
    }

    private static Struct row(
            double number,
            float small,
            long time,
            String text,
            @org.jspecify.annotations.Nullable Object either,
            Map<String, String> labels,
            List<?> parts) {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("number", number);
        record.put("small", small);
        record.put("time", time);
        record.put("text", text);
        record.put("bytes", ByteBuffer.wrap(new byte[] {1}));
        record.put("either", either);
        record.put("labels", labels);
        record.put("parts", parts);
        return new RowShape(SCHEMA).row(record);
    }
}
