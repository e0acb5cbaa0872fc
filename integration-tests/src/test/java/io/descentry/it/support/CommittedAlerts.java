package io.descentry.it.support;

import io.descentry.avro.AlertEvent;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.wire.AvroDeserializer;
import io.descentry.wire.RecordDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** All alert events that a read_committed consumer has seen so far, from the first on. */
public final class CommittedAlerts implements AutoCloseable {
    private final KafkaConsumer<String, AlertEvent> consumer;
    private final List<AlertEvent> seen = new ArrayList<>();

    public CommittedAlerts(String bootstrapServers, SchemaRegistry registry) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new AvroDeserializer<>(new RecordDecoder<>(AlertEvent.class, registry)));
        String topic = Topic.ALERT_EVENTS.topicName();
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All that was seen, after one more look. */
    public List<AlertEvent> poll() {
        return pollFor(Duration.ofMillis(100));
    }

    /** All that was seen, after one more look of at most so long. */
    public List<AlertEvent> pollFor(Duration patience) {
        consumer.poll(patience).forEach(message -> seen.add(message.value()));
        return List.copyOf(seen);
    }

    /**
     * Whether, after one more look, everything written was seen. Offsets of a transaction can show as committed before
     * its output can be read, so the end is asked for as uncommitted readers see it.
     */
    public boolean atEnd(Admin admin) throws ExecutionException, InterruptedException {
        poll();
        var latest = consumer.assignment().stream()
                .collect(Collectors.toMap(partition -> partition, partition -> OffsetSpec.latest()));
        var ends = admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                .all()
                .get();
        return ends.entrySet().stream()
                .allMatch(
                        end -> consumer.position(end.getKey()) >= end.getValue().offset());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
