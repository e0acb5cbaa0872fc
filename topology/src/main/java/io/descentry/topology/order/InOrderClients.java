package io.descentry.topology.order;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/**
 * Kafka's own clients, of which the one that reads the input of tasks hands it out in the order of time. In place of
 * {@code max.task.idle.ms}, which Kafka Streams asks for before each record, it looks once at what was fetched together.
 */
public class InOrderClients implements KafkaClientSupplier {
    private final List<String> topics;
    private final Duration idle;

    /**
     * @param topics whose partitions of one number are the input of one task; records of one time go in the order of this list
     * @param idle how long a partition that has run empty is waited for
     */
    public InOrderClients(List<String> topics, Duration idle) {
        this.topics = topics;
        this.idle = idle;
    }

    /**
     * Kafka Streams with such clients, not started yet.
     *
     * @param topics whose partitions of one number are the input of one task; records of one time go in the order of this list
     * @param settings those of Kafka Streams; {@code max.task.idle.ms} is how long a partition that has run empty is waited for, and
     *     below 0 nothing is put in order
     */
    public static KafkaStreams streams(Topology topology, List<String> topics, Map<String, Object> settings) {
        Duration idle = idle(settings);
        return idle.isNegative()
                ? new KafkaStreams(topology, new StreamsConfig(settings))
                : new KafkaStreams(topology, ordered(settings), new InOrderClients(topics, idle));
    }

    /** How long a partition that has run empty is waited for. */
    public static Duration idle(Map<String, Object> settings) {
        return Duration.ofMillis(new StreamsConfig(settings).getLong(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG));
    }

    /** The same settings for Kafka Streams that need put nothing in order. */
    public static StreamsConfig ordered(Map<String, Object> settings) {
        Map<String, Object> ordered = new HashMap<>(settings);
        ordered.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        return new StreamsConfig(ordered);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return InOrderConsumer.of(
                consumer(config), topics, idle, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new CommittingProducer(config);
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
