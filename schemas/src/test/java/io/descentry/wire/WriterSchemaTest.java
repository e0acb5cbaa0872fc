package io.descentry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerStatistics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

/** Records of writers whose schema differs from ours are resolved by Avro's rules. */
class WriterSchemaTest {

    @Test
    void fieldsThatTheWriterLacksGetTheirDefaults() throws Exception {
        Schema old = parse("""
                {"type": "record", "name": "EvalSummary", "namespace": "io.descentry.avro", "fields": [
                  {"name": "job_id", "type": "string"}, {"name": "step", "type": "long"},
                  {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
                  {"name": "split", "type": "string"}]}""");
        GenericRecord written = new GenericRecordBuilder(old)
                .set("job_id", "a")
                .set("step", 3L)
                .set("time", 5L)
                .set("split", "test")
                .build();
        EvalSummary read = new RecordDecoder<>(EvalSummary.class, new OneSchema(old)).decode(wire(written));
        assertThat(read.getJobId()).isEqualTo("a");
        assertThat(read.getLoss()).isNull();
        assertThat(read.getMetrics()).isEmpty();
    }

    @Test
    void fieldsThatWeDoNotKnowAreSkippedAndNumbersWiden() throws Exception {
        Schema newer = parse("""
                {"type": "record", "name": "EvalSummary", "namespace": "io.descentry.avro", "fields": [
                  {"name": "job_id", "type": "string"},
                  {"name": "trace", "type": {"type": "array", "items": {"type": "map", "values": ["null", "bytes"]}}},
                  {"name": "step", "type": "int"}, {"name": "loss", "type": "float"},
                  {"name": "time", "type": "long"}, {"name": "split", "type": "string"}]}""");
        GenericRecord written = new GenericRecordBuilder(newer)
                .set("job_id", "a")
                .set("trace", List.of(Map.of("x", ByteBuffer.wrap(new byte[9]))))
                .set("step", 3)
                .set("loss", 0.5f)
                .set("time", 5L)
                .set("split", "test")
                .build();
        EvalSummary read = new RecordDecoder<>(EvalSummary.class, new OneSchema(newer)).decode(wire(written));
        assertThat(read.getStep()).isEqualTo(3L);
        assertThat(read.getLoss()).isEqualTo(0.5);
        assertThat(read.getTime().toEpochMilli()).isEqualTo(5L);
    }

    @Test
    void aStateThatWeDoNotKnowBecomesTheDefault() throws Exception {
        Schema newer = parse("""
                {"type": "record", "name": "JobDescription", "namespace": "io.descentry.avro", "fields": [
                  {"name": "job_id", "type": "string"}, {"name": "time", "type": "long"},
                  {"name": "state", "type": {"type": "enum", "name": "JobState", "symbols": ["PAUSED"]}}]}""");
        GenericRecord written = new GenericRecordBuilder(newer)
                .set("job_id", "a")
                .set("time", 5L)
                .set("state", new GenericData.EnumSymbol(newer.getField("state").schema(), "PAUSED"))
                .build();
        JobDescription read = new RecordDecoder<>(JobDescription.class, new OneSchema(newer)).decode(wire(written));
        assertThat(read.getState()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aRecordOfAnotherTypeIsUndecodable() throws Exception {
        Schema other = parse("""
                {"type": "record", "name": "Order", "fields": [{"name": "price", "type": "double"}]}""");
        GenericRecord written =
                new GenericRecordBuilder(other).set("price", 1.0).build();
        RecordDecoder<EvalSummary> decoder = new RecordDecoder<>(EvalSummary.class, new OneSchema(other));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> decoder.decode(wire(written)))
                    .isInstanceOf(UndecodableException.class)
                    .hasMessageContaining("schema 1");
        }
    }

    /** All fields of LayerStatistics have defaults, so that by them alone any record would do. */
    @Test
    void aRecordOfAnotherNameIsNoRecordOfOurs() throws Exception {
        Schema other = parse("""
                {"type": "record", "name": "Order", "fields": [{"name": "price", "type": "double"}]}""");
        GenericRecord written =
                new GenericRecordBuilder(other).set("price", 1.0).build();
        assertThatThrownBy(() -> new RecordDecoder<>(LayerStatistics.class, new OneSchema(other)).decode(wire(written)))
                .isInstanceOf(UndecodableException.class)
                .hasMessageContaining("written as Order");
    }

    static Schema parse(String text) {
        return new Schema.Parser().parse(text);
    }

    @SuppressWarnings("NullAway") // Avro takes null for "nothing to reuse".
    static byte[] wire(GenericRecord record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {0, 0, 0, 0, 1});
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }
}
