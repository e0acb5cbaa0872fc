package io.descentry.benchmarks.peer;

import io.descentry.schemas.Topic;
import io.descentry.topology.StreamsDefaults;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.StreamsConfig;

/** Plain consumers, set as the product sets its own. */
final class Input {
    private static final Duration POLL = Duration.ofMillis(100);

    private Input() {}

    interface Reading {
        void read(ConsumerRecord<byte[], byte[]> record) throws Exception;
    }

    /** A consumer without group at the beginning of some partitions. */
    static KafkaConsumer<byte[], byte[]> open(String bootstrap, List<TopicPartition> partitions) {
        KafkaConsumer<byte[], byte[]> consumer = open(bootstrap);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    /** The partitions of a topic. */
    static List<TopicPartition> partitions(String bootstrap, Topic topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = open(bootstrap)) {
            return consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
        }
    }

    /** Reads all committed records that a topic holds now. */
    static void all(String bootstrap, Topic topic, Reading reading) throws Exception {
        List<TopicPartition> partitions = partitions(bootstrap, topic);
        try (KafkaConsumer<byte[], byte[]> consumer = open(bootstrap, partitions)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    reading.read(record);
                }
            }
        }
    }

    private static KafkaConsumer<byte[], byte[]> open(String bootstrap) {
        Map<String, Object> settings = new HashMap<>(
                new StreamsConfig(StreamsDefaults.with(Map.of(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap)))
                        .getMainConsumerConfigs("unused", "unused", 0));
        settings.keySet().removeIf(name -> name.startsWith("group.") || name.startsWith("client."));
        settings.remove(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
