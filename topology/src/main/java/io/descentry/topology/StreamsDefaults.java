package io.descentry.topology;

import io.descentry.schemas.Topic;
import io.descentry.topology.node.RecordFailures;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;

/** The Kafka Streams settings that the topology is built for. */
public final class StreamsDefaults {
    private static final int MIB = 1024 * 1024;

    /** Settings that nobody may change: the promises of the product rest on them. */
    private static final Map<String, Object> REQUIRED = Map.of(
            StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
            StreamsConfig.EXACTLY_ONCE_V2,
            StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG,
            true,
            // A bug that one record triggers costs that record, which stays readable, and not the partition.
            StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
            LogAndContinueExceptionHandler.class,
            StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
            RecordFailures.class,
            // Kafka's constant for it is deprecated, and without it Kafka warns at every start.
            "processing.exception.handler.global.enabled",
            true,
            StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
            Topic.DEAD_LETTERS.topicName());

    private static final Map<String, Object> DEFAULTS = Map.ofEntries(
            Map.entry(StreamsConfig.APPLICATION_ID_CONFIG, "descentry"),
            // The default of 100 ms costs a fifth of the throughput; an alert commits at once anyway.
            Map.entry(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000),
            // How long an evaluation may be late against steps of the same time. InOrderClients waits, not Kafka
            // Streams.
            Map.entry(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, 100L),
            // Markers of changed jobs live in this cache, about 200 bytes each: enough for all of 300,000 jobs.
            Map.entry(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 64L * 1024 * 1024),
            Map.entry(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocks.class),
            // A killed instance that comes back with its state directory ends its open transaction itself; for those
            // who
            // take over its partitions meanwhile it must time out.
            Map.entry(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 15_000),
            // How long a killed instance is waited for. Clients' default of 45 s is that of others who may stop for
            // long.
            Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 15_000),
            // Large fetches and batches: a step of 50 layers has 2 to 4 KB, a memory 6 KB.
            Map.entry(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000),
            // Of what is judged these are runs of up to 64 records.
            Map.entry(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 32),
            Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 * MIB),
            Map.entry(ConsumerConfig.RECEIVE_BUFFER_CONFIG, MIB),
            Map.entry(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), MIB / 4),
            Map.entry(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), 64L * MIB),
            Map.entry(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 8 * MIB),
            Map.entry(StreamsConfig.topicPrefix("max.message.bytes"), String.valueOf(8 * MIB)));

    private StreamsDefaults() {}

    /** The settings that a user may not change, of those given. */
    public static Set<String> refused(Map<String, ?> user) {
        var refused = new TreeSet<String>(user.keySet());
        refused.retainAll(REQUIRED.keySet());
        return refused;
    }

    /**
     * The complete settings.
     *
     * @param user what the user set, Kafka's names without prefix; wins over our defaults
     * @throws IllegalArgumentException if the user set something that must not be changed
     */
    public static Map<String, Object> with(Map<String, ?> user) {
        if (!refused(user).isEmpty()) {
            throw new IllegalArgumentException("not to be changed: " + refused(user));
        }
        var settings = new HashMap<String, Object>(DEFAULTS);
        settings.putAll(user);
        settings.putAll(REQUIRED);
        return settings;
    }
}
