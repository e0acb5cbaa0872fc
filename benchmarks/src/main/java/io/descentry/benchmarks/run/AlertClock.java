package io.descentry.benchmarks.run;

import io.descentry.schemas.Topic;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A reader of committed alerts that notes how old the record behind each is when it sees the alert. */
final class AlertClock implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final String bootstrap;
    private final Latency latency = new Latency();
    private final Thread reader = new Thread(this::read, "alert-clock");
    private final long warmUpMillis;
    private volatile boolean stopped;

    /** @param warmUpMillis after the first alert nothing is noted for so long */
    AlertClock(String bootstrap, long warmUpMillis) {
        this.bootstrap = bootstrap;
        this.warmUpMillis = warmUpMillis;
        reader.start();
    }

    private void read() {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
        var bytes = new ByteArrayDeserializer();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, bytes, bytes)) {
            var partitions = consumer.partitionsFor(Topic.ALERT_EVENTS.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            long from = 0;
            while (!stopped) {
                for (ConsumerRecord<byte[], byte[]> alert : consumer.poll(POLL)) {
                    from = from == 0 ? alert.timestamp() + warmUpMillis : from;
                    if (alert.timestamp() >= from) {
                        latency.add(System.currentTimeMillis() - alert.timestamp());
                    }
                }
            }
        }
    }

    /** What was noted so far. */
    Latency latency() {
        return latency;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
