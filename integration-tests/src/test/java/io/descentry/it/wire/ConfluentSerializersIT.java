package io.descentry.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.EvalSummary;
import io.descentry.it.support.KafkaEnvironment;
import io.descentry.it.support.Topics;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import io.descentry.wire.AvroDeserializer;
import io.descentry.wire.AvroSerializer;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.RecordEncoder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.pulsar.kafka.shade.avro.Schema;
import org.apache.pulsar.kafka.shade.avro.generic.GenericData;
import org.apache.pulsar.kafka.shade.avro.generic.GenericRecord;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroDeserializer;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that know only Kafka and Confluent's protocol exchange records with ours, here with Confluent's own
 * serializers of version 7.0.1, whichever registry client ours is told to use.
 */
class ConfluentSerializersIT {
    private static final String REGISTRY = KafkaEnvironment.shared().registryUrl();
    private static final Topics TOPICS = new Topics(KafkaEnvironment.shared().bootstrapServers());

    static List<Map<String, String>> registryClients() {
        return List.of(
                Map.of("schema.registry.url", REGISTRY),
                Map.of(
                        "schema.registry.url",
                        REGISTRY,
                        "schema.registry.client.class",
                        CachedSchemaRegistryClient.class.getName()));
    }

    @ParameterizedTest
    @MethodSource("registryClients")
    void confluentsDeserializerReadsWhatWeWrote(Map<String, String> settings) throws Exception {
        String topic = TOPICS.create("ours");
        List<EvalSummary> written = evaluations();
        try (SchemaRegistry registry = SchemaRegistries.create(settings);
                KafkaAvroDeserializer theirs = new KafkaAvroDeserializer()) {
            theirs.configure(Map.of("schema.registry.url", REGISTRY), false);
            TOPICS.write(topic, new AvroSerializer<>(RecordEncoder.registering(Topic.EVALS, registry)), written);

            List<Object> read = TOPICS.readAll(topic, theirs);

            assertThat(read).hasSize(written.size());
            for (int at = 0; at < read.size(); at++) {
                // Both print JSON, and print the same for equal values.
                assertThat(read.get(at)).isInstanceOf(GenericRecord.class);
                assertThat(text(read.get(at))).isEqualTo(text(written.get(at)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("registryClients")
    void weReadWhatConfluentsSerializerWrote(Map<String, String> settings) throws Exception {
        String topic = TOPICS.create("theirs");
        Schema schema = new Schema.Parser().parse(Schemas.text(Topic.EVALS));
        List<Object> written = evaluations().stream()
                .map(evaluation -> (Object) generic(schema, evaluation))
                .toList();
        try (SchemaRegistry registry = SchemaRegistries.create(settings);
                KafkaAvroSerializer theirs = new KafkaAvroSerializer()) {
            theirs.configure(Map.of("schema.registry.url", REGISTRY, "auto.register.schemas", true), false);
            TOPICS.write(topic, theirs, written);

            assertThat(TOPICS.readAll(topic, new AvroDeserializer<>(new RecordDecoder<>(EvalSummary.class, registry))))
                    .isEqualTo(evaluations());
        }
    }

    private static List<EvalSummary> evaluations() {
        return IntStream.range(0, 100)
                .mapToObj(step -> EvalSummary.newBuilder()
                        .setJobId("job-ü-" + step)
                        .setStep(step)
                        .setTime(Instant.ofEpochMilli(1_700_000_000_000L + step))
                        .setSplit("validation")
                        .setLoss(step % 10 == 0 ? null : 1.0 / step)
                        .setMetrics(Map.of("accuracy", step / 100.0))
                        .setSamples(1_000L)
                        .build())
                .toList();
    }

    private static GenericRecord generic(Schema schema, EvalSummary evaluation) {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field field : schema.getFields()) {
            Object value = evaluation.get(field.pos());
            record.put(field.pos(), value instanceof Instant time ? (Object) time.toEpochMilli() : value);
        }
        return record;
    }

    /** Times print as numbers in a record that was read without logical types. */
    private static String text(Object record) {
        if (record instanceof EvalSummary evaluation) {
            return generic(new Schema.Parser().parse(Schemas.text(Topic.EVALS)), evaluation)
                    .toString();
        }
        return String.valueOf(record);
    }
}
