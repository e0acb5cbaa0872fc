package io.descentry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.registry.ConfluentSchemaRegistry;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.StubRegistry;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.pulsar.kafka.shade.avro.Schema;
import org.apache.pulsar.kafka.shade.avro.generic.GenericData;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroDeserializer;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Confluent's own serializers and ours write the same bytes and read each other. */
class ConfluentOracleTest {
    private static final int RECORDS = 2_000;

    private final KafkaAvroSerializer theirWriter = new KafkaAvroSerializer();
    private final KafkaAvroDeserializer theirReader = new KafkaAvroDeserializer();
    private StubRegistry stub;
    private SchemaRegistry registry;

    @BeforeEach
    void start() throws Exception {
        stub = new StubRegistry();
        Map<String, String> configs = Map.of("schema.registry.url", stub.url());
        registry = new ConfluentSchemaRegistry(configs);
        theirWriter.configure(configs, false);
        theirReader.configure(configs, false);
    }

    @AfterEach
    void stop() {
        registry.close();
        stub.close();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ALERTS", "DEAD_LETTERS"})
    void bytesAreTheSame(Topic topic) throws Exception {
        play(
                topic,
                Schemas.type(topic),
                1,
                (record, ours, theirs) -> assertThat(ours).isEqualTo(theirs));
    }

    /** The order of a map's entries is nobody's promise, so that only values can be compared. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ALERTS", "DEAD_LETTERS"})
    void theyReadOurs(Topic topic) throws Exception {
        play(
                topic,
                Schemas.type(topic),
                4,
                (record, ours, theirs) -> assertThat(
                                ConfluentRecords.plain(theirReader.deserialize(topic.topicName(), ours)))
                        .isEqualTo(ConfluentRecords.plain(record)));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ALERTS", "DEAD_LETTERS"})
    void weReadTheirs(Topic topic) throws Exception {
        RecordDecoder<? extends SpecificRecord> decoder = new RecordDecoder<>(Schemas.type(topic), registry);
        play(
                topic,
                Schemas.type(topic),
                4,
                (record, ours, theirs) -> Alike.assertAlike(decoder.decode(theirs), record));
    }

    private interface Comparison {
        void compare(SpecificRecord record, byte[] ours, byte[] theirs) throws Exception;
    }

    private <T extends SpecificRecord> void play(Topic topic, Class<T> type, int maxMapEntries, Comparison comparison)
            throws Exception {
        RecordEncoder<T> encoder = RecordEncoder.registering(topic, registry);
        Schema schema = new Schema.Parser().parse(Schemas.text(topic));
        RandomRecords records = new RandomRecords(42, maxMapEntries);
        for (int i = 0; i < RECORDS; i++) {
            T record = records.next(type);
            GenericData.Record generic = ConfluentRecords.theirs(schema, record);
            comparison.compare(record, encoder.encode(record), theirWriter.serialize(topic.topicName(), generic));
        }
    }
}
