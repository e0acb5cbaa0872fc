package io.descentry.it.support;

import io.descentry.avro.AlertEvent;
import io.descentry.detect.Catalogue;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.Horizon;
import io.descentry.topology.StreamsDefaults;
import io.descentry.topology.TopologySettings;
import io.descentry.topology.TrainingHealthTopology;
import io.descentry.topology.node.DeadLetter;
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

/**
 * Trainers of any number of jobs in front of the real topology under the test driver, whose clock goes with event time. What
 * jobs tell their peers and what these answer goes through, too.
 */
public final class DrivenTopology implements AutoCloseable {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final TopologyTestDriver driver;
    private final Map<Topic, TestInputTopic<byte[], byte[]>> inputs = new EnumMap<>(Topic.class);
    private final Map<Topic, RecordEncoder<SpecificRecord>> encoders = new EnumMap<>(Topic.class);
    private final TestOutputTopic<byte[], AlertEvent> alerts;
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private final List<AlertEvent> events = new ArrayList<>();
    private Instant clock;
    private boolean lagging;

    public DrivenTopology(Instant start) throws SchemaRegistryException {
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
        Horizon horizon = (partition, nowMillis) -> lagging ? Horizon.UNKNOWN : nowMillis;
        var settings = TopologySettings.defaults().with(null, horizon);
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
        deadLetters = driver.createOutputTopic(
                Topic.DEAD_LETTERS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A record arrives at its event time, or now if that is over. */
    public void send(Topic topic, SpecificRecord value, Instant time) {
        until(time);
        String job = (String) value.get(0);
        Objects.requireNonNull(inputs.get(topic))
                .pipeInput(
                        job.getBytes(StandardCharsets.UTF_8),
                        Objects.requireNonNull(encoders.get(topic)).encode(value),
                        time);
    }

    /** Nothing arrives until then. */
    public void until(Instant time) {
        while (!time.isBefore(clock.plus(TICK))) {
            clock = clock.plus(TICK);
            driver.advanceWallClockTime(TICK);
            events.addAll(alerts.readValuesToList());
        }
    }

    /** Nothing arrives for a while, since all that is sent is late. */
    public void lag(Duration length) {
        lagging = true;
        until(clock.plus(length));
        lagging = false;
    }

    /** Every alert event so far. */
    public List<AlertEvent> events() {
        events.addAll(alerts.readValuesToList());
        return events;
    }

    /** Reason codes of the dead letters since the last call. */
    public List<String> deadLetters() {
        return deadLetters.readRecordsToList().stream()
                .map(letter -> letter.headers().lastHeader(DeadLetter.REASON).value())
                .map(reason -> new String(reason, StandardCharsets.UTF_8))
                .toList();
    }

    @Override
    public void close() {
        driver.close();
    }
}
