package io.descentry.it.cluster;

import io.descentry.avro.AlertEvent;
import io.descentry.corpus.TrainerRecord;
import io.descentry.detect.Catalogue;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.Horizon;
import io.descentry.topology.StreamsDefaults;
import io.descentry.topology.TopologySettings;
import io.descentry.topology.TrainingHealthTopology;
import io.descentry.wire.AvroDeserializer;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.RecordEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;

/** Trainers of many jobs in front of the real topology under the test driver, whose clock goes with event time. */
final class DrivenCluster implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final TopologyTestDriver driver;
    private final Map<Topic, TestInputTopic<byte[], byte[]>> inputs = new EnumMap<>(Topic.class);
    private final Map<Topic, RecordEncoder<SpecificRecord>> encoders = new EnumMap<>(Topic.class);
    private final TestOutputTopic<byte[], AlertEvent> alerts;
    private final List<AlertEvent> events = new ArrayList<>();
    private Instant clock;

    DrivenCluster(Instant start) throws SchemaRegistryException {
        var registry = InMemorySchemaRegistry.withOurSchemas();
        var properties = new Properties();
        // The driver's clock stands still while records are judged, so nothing may wait for it.
        properties.putAll(StreamsDefaults.with(Map.of(
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG,
                "unused:9092",
                StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
                -1L,
                StreamsConfig.STATE_DIR_CONFIG,
                Path.of("target", "streams", UUID.randomUUID().toString()).toString())));
        var settings = TopologySettings.defaults().with(null, Horizon.NOW);
        clock = start;
        driver = new TopologyTestDriver(
                TrainingHealthTopology.build(registry, Catalogue.standard(), settings), properties, start);
        for (Topic topic : Topic.ofTrainers()) {
            inputs.put(
                    topic,
                    driver.createInputTopic(topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer()));
            encoders.put(topic, new RecordEncoder<>(topic, registry));
        }
        alerts = driver.createOutputTopic(
                Topic.ALERT_EVENTS.topicName(),
                new ByteArrayDeserializer(),
                new AvroDeserializer<>(new RecordDecoder<>(AlertEvent.class, registry)));
    }

    /** A record arrives at its event time. */
    void send(TrainerRecord record) {
        until(record.time());
        Objects.requireNonNull(inputs.get(record.topic()))
                .pipeInput(
                        record.jobId().getBytes(StandardCharsets.UTF_8),
                        Objects.requireNonNull(encoders.get(record.topic())).encode(record.value()),
                        record.time());
    }

    /** Nothing arrives until then. */
    void until(Instant time) {
        while (!time.isBefore(clock.plus(TICK))) {
            clock = clock.plus(TICK);
            driver.advanceWallClockTime(TICK);
            events.addAll(alerts.readValuesToList());
        }
    }

    /** Every alert event so far. */
    List<AlertEvent> events() {
        events.addAll(alerts.readValuesToList());
        return events;
    }

    @Override
    public void close() {
        driver.close();
    }
}
