package io.descentry.topology;

import io.descentry.schemas.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndContinueExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;

/** The Kafka Streams settings that the topology is built for. */
public final class StreamsDefaults {
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
            LogAndContinueProcessingExceptionHandler.class,
            // Kafka's constant for it is deprecated, and without it Kafka warns at every start.
            "processing.exception.handler.global.enabled",
            true,
            StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG,
            Topic.DEAD_LETTERS.topicName());

    private static final Map<String, Object> DEFAULTS = Map.of(
            StreamsConfig.APPLICATION_ID_CONFIG,
            "descentry",
            // The default of 100 ms costs a fifth of the throughput; an alert commits at once anyway.
            StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
            1_000,
            // How long an evaluation may be late against steps of the same time; also bounds what an idle topic costs.
            StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
            100L,
            // Markers of changed jobs live in this cache, about 200 bytes each.
            StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
            64L * 1024 * 1024,
            // Without a persistent store a killed instance is not fenced by its successor: its transaction times out.
            StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
            15_000,
            StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
            2_000,
            StreamsConfig.topicPrefix("max.message.bytes"),
            "8388608",
            StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
            8_388_608);

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
