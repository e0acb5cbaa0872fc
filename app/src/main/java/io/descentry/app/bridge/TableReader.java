package io.descentry.app.bridge;

import io.descentry.app.bridge.OpenAlerts.Place;
import io.descentry.app.service.Causes;
import io.descentry.app.settings.Settings;
import io.descentry.avro.AlertEvent;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code descentry.alerts} from its beginning, and on. */
final class TableReader {
    /*
     * The committed position is no place to go on reading, since the table is made anew at each start. It says which ends everybody
     * was told of: those before it are history, and those behind it are told by whoever starts next. For that the topic keeps
     * what was open for a day beside the tombstone, which names nobody. Nothing is shared out: each bridge reads and tells all.
     */

    private static final Logger LOG = LoggerFactory.getLogger(TableReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration KEEP_HOUSE = Duration.ofSeconds(2);
    /** Brokers forget positions that nobody commits. */
    private static final Duration COMMIT_AT_LEAST = Duration.ofMinutes(10);

    private final Settings settings;
    private final OpenAlerts alerts;
    private final RecordDecoder<AlertEvent> decoder;
    private final List<String> jobLabels;
    private final Clock clock;
    private final CountDownLatch stop;
    private final BridgeHealth health;
    private final AtomicLong unreadable = new AtomicLong();
    private final Map<TopicPartition, Long> toldBefore = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();
    private Instant committedAt = Instant.EPOCH;
    private Instant houseKept = Instant.EPOCH;

    TableReader(
            Settings settings,
            List<String> jobLabels,
            OpenAlerts alerts,
            SchemaRegistry registry,
            BridgeHealth health,
            Clock clock,
            CountDownLatch stop) {
        this.settings = settings;
        this.jobLabels = jobLabels;
        this.alerts = alerts;
        this.decoder = new RecordDecoder<>(AlertEvent.class, registry);
        this.health = health;
        this.clock = clock;
        this.stop = stop;
    }

    /** A consumer that shares nothing with others, and may remember a position. */
    static KafkaConsumer<byte[], byte[]> consumer(Settings settings) {
        Map<String, Object> configs = new HashMap<>(settings.consumer());
        configs.put(ConsumerConfig.GROUP_ID_CONFIG, settings.applicationId() + "-bridge-alertmanager");
        configs.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.applicationId() + "-bridge-alertmanager");
        configs.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        configs.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        configs.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        configs.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return new KafkaConsumer<>(configs, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Reads until the stop. */
    void run(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        begin(consumer);
        while (stop.getCount() > 0) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record);
            }
            reachEnd(consumer);
            keepHouse(consumer);
        }
        commit(consumer);
    }

    /** Finds partitions, what was told before, and where the table ends for now. */
    private void begin(Consumer<byte[], byte[]> consumer) throws InterruptedException {
        int failed = 0;
        String missing = tryToBegin(consumer);
        while (missing != null && stop.getCount() > 0) {
            health.waitsFor(missing);
            long wait = settings.backoff().backoff(failed++);
            LOG.warn("Not ready, next try in {} ms: {}", wait, missing);
            stop.await(wait, TimeUnit.MILLISECONDS);
            missing = tryToBegin(consumer);
        }
    }

    private @Nullable String tryToBegin(Consumer<byte[], byte[]> consumer) {
        String topic = Topic.ALERTS.topicName();
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                return "This topic is missing (create it with: descentry topics create): " + topic;
            }
            Map<TopicPartition, OffsetAndMetadata> told = consumer.committed(Set.copyOf(partitions));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            ends.putAll(consumer.endOffsets(partitions));
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata position = told.get(partition);
                // Who starts for the first time has told nobody of anything, so nobody waits for an end.
                long before = position == null ? ends.getOrDefault(partition, 0L) : position.offset();
                toldBefore.put(partition, before);
            }
            health.brokersAnswered(settings.bootstrapServers());
            return null;
        } catch (RetriableException e) {
            return "Kafka at " + settings.bootstrapServers() + ": " + Causes.of(e);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        if (record.key() == null) {
            return;
        }
        String fingerprint = new String(record.key(), StandardCharsets.UTF_8);
        var place = new Place(record.partition(), record.offset());
        Instant time = Instant.ofEpochMilli(record.timestamp());
        boolean tell =
                record.offset() >= toldBefore.getOrDefault(new TopicPartition(record.topic(), record.partition()), 0L);
        if (record.value() == null) {
            alerts.over(fingerprint, time, place, tell);
            return;
        }
        AlertEvent alert = decoded(record);
        if (alert != null) {
            alerts.open(fingerprint, Posting.of(alert, jobLabels), time, place, tell);
        }
    }

    /** Null if it is none of ours. A registry that does not answer is waited for: nothing may be passed over. */
    private @Nullable AlertEvent decoded(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        int failed = 0;
        while (stop.getCount() > 0) {
            try {
                AlertEvent alert = decoder.decode(record.value());
                if (failed > 0 && alerts.whole()) {
                    health.reads();
                }
                return alert;
            } catch (UndecodableException | SchemaRegistryException.NotFound e) {
                unreadable.incrementAndGet();
                LOG.error("{}-{} at {}: {}", record.topic(), record.partition(), record.offset(), e.getMessage());
                return null;
            } catch (SchemaRegistryException e) {
                health.waitsFor("The schema registry: " + e.getMessage());
                long wait = settings.backoff().backoff(failed++);
                LOG.warn("Not read on, next try in {} ms: {}", wait, e.getMessage());
                stop.await(wait, TimeUnit.MILLISECONDS);
            }
        }
        return null;
    }

    private void reachEnd(Consumer<byte[], byte[]> consumer) {
        if (alerts.whole() || stop.getCount() == 0) {
            return;
        }
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            if (consumer.position(end.getKey()) < end.getValue()) {
                return;
            }
        }
        alerts.isWhole();
        health.reads();
        LOG.info("All of {} is read", Topic.ALERTS.topicName());
    }

    private void keepHouse(Consumer<byte[], byte[]> consumer) {
        Instant now = clock.instant();
        if (now.isBefore(houseKept.plus(KEEP_HOUSE))) {
            return;
        }
        houseKept = now;
        alerts.forget(now);
        try {
            ends.putAll(consumer.endOffsets(consumer.assignment(), settings.probeInterval()));
            health.brokersAnswered(settings.bootstrapServers());
            commit(consumer);
        } catch (RetriableException silent) {
            LOG.debug("The brokers do not answer", silent);
        }
        if (alerts.startsAnew()) {
            LOG.info("There is room again: all of {} is read anew", Topic.ALERTS.topicName());
            toldBefore.replaceAll((partition, before) -> consumer.position(partition));
            consumer.seekToBeginning(consumer.assignment());
        }
    }

    /** Remembers up to where all ends are told, if that has changed or was remembered long ago. */
    private void commit(Consumer<byte[], byte[]> consumer) {
        if (!alerts.whole()) {
            return;
        }
        Instant now = clock.instant();
        Map<Integer, Long> untold = alerts.firstUntold();
        Map<TopicPartition, OffsetAndMetadata> told = new HashMap<>();
        for (TopicPartition partition : consumer.assignment()) {
            long position = consumer.position(partition);
            told.put(partition, new OffsetAndMetadata(untold.getOrDefault(partition.partition(), position)));
        }
        if (!told.equals(committed) || now.isAfter(committedAt.plus(COMMIT_AT_LEAST))) {
            consumer.commitSync(told, settings.probeInterval());
            committed = Map.copyOf(told);
            committedAt = now;
        }
    }

    /** Records that were none of ours. */
    long unreadable() {
        return unreadable.get();
    }
}
