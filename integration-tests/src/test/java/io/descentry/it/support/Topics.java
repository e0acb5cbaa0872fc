package io.descentry.it.support;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Writing to and reading from topics of one partition. */
public record Topics(String bootstrapServers) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A topic that no other test uses. */
    public String create(String prefix) {
        String name = prefix + "-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
            return name;
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Writes values and returns when the broker has them all. */
    public <V> void write(String topic, Serializer<V> serializer, List<V> values) {
        try (KafkaProducer<String, V> producer = producer(serializer)) {
            var sent = values.stream()
                    .map(value -> producer.send(new ProducerRecord<>(topic, "key", value)))
                    .toList();
            for (var each : sent) {
                each.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** A producer that writes each record once and waits out an outage of a minute. */
    public <V> KafkaProducer<String, V> producer(Serializer<V> serializer) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "reconnect.backoff.max.ms",
                500,
                "max.block.ms",
                PATIENCE.toMillis());
        return new KafkaProducer<>(settings, new StringSerializer(), serializer);
    }

    /** Every committed value of a topic, in order. */
    public <V> List<V> readAll(String topic, Deserializer<V> deserializer) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        List<TopicPartition> partition = List.of(new TopicPartition(topic, 0));
        List<V> values = new ArrayList<>();
        try (KafkaConsumer<String, V> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), deserializer)) {
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            long end =
                    consumer.endOffsets(partition, PATIENCE).values().iterator().next();
            while (consumer.position(partition.get(0), PATIENCE) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(each -> values.add(each.value()));
            }
        }
        return values;
    }
}
