package io.descentry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.registry.ConfluentSchemaRegistry;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.StubRegistry;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
            assertThat(decoder.decode(encoder.encode(record))).isEqualTo(record);
        }
    }
}
