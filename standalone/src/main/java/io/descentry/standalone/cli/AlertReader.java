package io.descentry.standalone.cli;

import io.descentry.app.service.Causes;
import io.descentry.avro.AlertEvent;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.wire.AvroDeserializer;
import io.descentry.wire.RecordDecoder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads alert events as any consumer would: from the topic, committed ones alone, from the first on. */
final class AlertReader implements AutoCloseable {
    private static final String TOPIC = Topic.ALERT_EVENTS.topicName();

    private final Consumer<String, AlertEvent> consumer;
    private final Admin admin;

    /** @param admin stays open */
    AlertReader(String bootstrapServers, SchemaRegistry registry, Admin admin) {
        this.admin = admin;
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

    /**
     * Whether everything that was written by now was read. What belongs to a transaction counts as written although it cannot
     * be read yet: its input may show as committed a moment before its output does.
     */
    boolean isAtEnd() throws IOException, InterruptedException {
        try {
            return admin
                    .listOffsets(consumer.assignment().stream()
                            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .entrySet()
                    .stream()
                    .allMatch(end ->
                            consumer.position(end.getKey()) >= end.getValue().offset());
        } catch (ExecutionException e) {
            throw new IOException("cannot read the end of " + TOPIC + ": " + Causes.of(e), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
