package io.descentry.standalone.cli;

import io.descentry.avro.AlertEvent;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.wire.AvroDeserializer;
import io.descentry.wire.RecordDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads alert events as any consumer would: from the topic, committed ones alone, from the first on. */
final class AlertReader implements AutoCloseable {
    private static final String TOPIC = Topic.ALERT_EVENTS.topicName();

    private final Consumer<String, AlertEvent> consumer;

    AlertReader(String bootstrapServers, SchemaRegistry registry) {
        Map<String, Object> configs = new HashMap<>();
        configs.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        configs.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        configs.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        consumer = new KafkaConsumer<>(
                configs,
                new StringDeserializer(),
                new AvroDeserializer<>(new RecordDecoder<>(AlertEvent.class, registry)));
        List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** What came since the last call; waits a little if nothing did. */
    List<AlertEvent> poll(Duration patience) {
        List<AlertEvent> events = new ArrayList<>();
        consumer.poll(patience).forEach(message -> events.add(message.value()));
        return events;
    }

    /** Whether everything that is committed by now was read. */
    boolean isAtEnd() {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
