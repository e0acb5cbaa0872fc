package io.descentry.app.topics;

import io.descentry.app.service.Causes;
import io.descentry.avro.DetectorSettings;
import io.descentry.detect.Catalogue;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.settings.RefusedSettings;
import io.descentry.topology.settings.Scope;
import io.descentry.topology.settings.SettingsTable;
import io.descentry.wire.RecordEncoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The topic of detector settings as somebody sees it who looks at it from outside: read from its first record, and added to. */
public final class SettingsTopic {
    private static final String NAME = Topic.SETTINGS.topicName();
    private static final Duration POLL = Duration.ofMillis(200);

    private final Map<String, Object> consumer;
    private final Map<String, Object> producer;
    private final SchemaRegistry registry;

    /**
     * @param consumer settings of Kafka's consumer
     * @param producer settings of Kafka's producer
     * @param registry stays open
     */
    public SettingsTopic(Map<String, Object> consumer, Map<String, Object> producer, SchemaRegistry registry) {
        this.consumer = consumer;
        this.producer = producer;
        this.registry = registry;
    }

    /**
     * What the topic says.
     *
     * @param table what is in force
     * @param refused keys whose last record is not in force, and why
     */
    public record Content(SettingsTable table, Map<String, RefusedSettings> refused) {}

    /**
     * Reads all that was committed by now, as the service does.
     *
     * @param service detectors where nothing is set in the topic
     * @throws IOException if the topic is missing
     */
    public Content read(Catalogue service) throws IOException {
        var content = new Content(new SettingsTable(service, registry), new TreeMap<>());
        try (Consumer<byte[], byte[]> reader =
                new KafkaConsumer<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = reader.partitionsFor(NAME).stream()
                    .map(partition -> new TopicPartition(NAME, partition.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new IOException(NAME + " is missing (create it with: descentry topics create)");
            }
            reader.assign(partitions);
            reader.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(POLL).forEach(record -> take(content, record));
            }
        }
        return content;
    }

    private static void take(Content content, ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        content.table()
                .take(record.key(), record.value())
                .ifPresentOrElse(
                        why -> content.refused().put(key, why),
                        () -> content.refused().remove(key));
    }

    /**
     * Sets all that a scope sets, and returns once the brokers have it.
     *
     * @param settings null if it sets nothing any more
     * @throws IOException if the brokers or the registry refuse
     */
    public void put(Scope scope, @Nullable DetectorSettings settings) throws IOException, InterruptedException {
        try (Producer<byte[], byte[]> writer =
                new KafkaProducer<>(producer, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] value = settings == null
                    ? null
                    : new RecordEncoder<DetectorSettings>(Topic.SETTINGS, registry).encode(settings);
            writer.send(new ProducerRecord<>(NAME, scope.text().getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (SchemaRegistryException e) {
            throw new IOException(
                    "the schema registry: " + e.getMessage()
                            + " (register our schemas with: descentry schemas register)",
                    e);
        } catch (ExecutionException e) {
            throw new IOException("cannot write to " + NAME + ": " + Causes.of(e), e);
        }
    }
}
