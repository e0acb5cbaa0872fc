package io.descentry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.avro.EvalSummary;
import io.descentry.registry.ConfluentSchemaRegistry;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.registry.StubRegistry;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we write is what we read. */
class WireFormatTest {
    private StubRegistry stub;
    private SchemaRegistry registry;

    @BeforeEach
    void start() throws Exception {
        stub = new StubRegistry();
        registry = new ConfluentSchemaRegistry(Map.of("schema.registry.url", stub.url()));
    }

    @AfterEach
    void stop() {
        registry.close();
        stub.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEAD_LETTERS")
    void everyRecordComesBackAsItWas(Topic topic) throws Exception {
        roundTrip(topic, Schemas.type(topic));
    }

    private <T extends SpecificRecord> void roundTrip(Topic topic, Class<T> type) throws Exception {
        RecordEncoder<T> encoder = RecordEncoder.registering(topic, registry);
        RecordDecoder<T> decoder = new RecordDecoder<>(type, registry);
        RandomRecords records = new RandomRecords(7, 3);
        for (int i = 0; i < 500; i++) {
            T record = records.next(type);
            Alike.assertAlike(decoder.decode(encoder.encode(record)), record);
        }
    }

    @Test
    void theHeaderIsAZeroAndTheId() throws Exception {
        stub.add("\"int\"");
        RecordEncoder<EvalSummary> encoder = RecordEncoder.registering(Topic.EVALS, registry);
        byte[] wire = encoder.encode(new RandomRecords(1, 1).next(EvalSummary.class));
        assertThat(wire).startsWith(0, 0, 0, 0, 2);
    }

    @Test
    void anEncoderNeedsARegisteredSchema() throws Exception {
        assertThatThrownBy(() -> new RecordEncoder<EvalSummary>(Topic.EVALS, registry))
                .isInstanceOf(SchemaRegistryException.NotFound.class);
        registry.register(Topic.EVALS.subject(), Schemas.text(Topic.EVALS));
        assertThat(new RecordEncoder<EvalSummary>(Topic.EVALS, registry)).isNotNull();
    }

    @Test
    void aRecordThatFailsLeavesNothingBehind() throws Exception {
        RecordEncoder<EvalSummary> encoder = RecordEncoder.registering(Topic.EVALS, registry);
        EvalSummary good = new RandomRecords(1, 1).next(EvalSummary.class);
        byte[] before = encoder.encode(good);
        EvalSummary broken = new RandomRecords(2, 1).next(EvalSummary.class);
        broken.put(EvalSummary.getClassSchema().getField("split").pos(), null);
        assertThatThrownBy(() -> encoder.encode(broken)).isInstanceOf(RuntimeException.class);
        assertThat(encoder.encode(good)).isEqualTo(before);
    }

    @Test
    void kafkasSerializersKeepNullAndSayWhatIsWrong() throws Exception {
        try (AvroSerializer<EvalSummary> serializer =
                        new AvroSerializer<>(RecordEncoder.registering(Topic.EVALS, registry));
                AvroDeserializer<EvalSummary> deserializer =
                        new AvroDeserializer<>(new RecordDecoder<>(EvalSummary.class, registry))) {
            EvalSummary record = new RandomRecords(1, 1).next(EvalSummary.class);
            assertThat(deserializer.deserialize("t", serializer.serialize("t", record)))
                    .isEqualTo(record);
            assertThat(serializer.serialize("t", null)).isNull();
            assertThat(deserializer.deserialize("t", (byte[]) null)).isNull();
            assertThatThrownBy(() -> deserializer.deserialize("t", new byte[] {1}))
                    .isInstanceOf(SerializationException.class)
                    .hasCauseInstanceOf(UndecodableException.class);
        }
    }
}
