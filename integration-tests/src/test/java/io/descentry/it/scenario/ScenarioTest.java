package io.descentry.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every story of src/test/resources/scenarios through the real topology under the test driver. */
class ScenarioTest {
    private static final String JOB = "job-1";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TestFactory
    Stream<DynamicTest> stories() {
        return Scenario.files().stream().map(file -> story(file, false));
    }

    /** Whoever sends steps several at a time is told the same. */
    @TestFactory
    Stream<DynamicTest> storiesInBatches() {
        return Scenario.files().stream().map(file -> story(file, true));
    }

    private static DynamicTest story(Path file, boolean inBatches) {
        Scenario scenario = Scenario.read(file);
        return DynamicTest.dynamicTest(scenario.story(), file.toUri(), () -> play(scenario, inBatches));
    }

    private static void play(Scenario scenario, boolean inBatches) throws SchemaRegistryException {
        var registry = InMemorySchemaRegistry.withOurSchemas();
        var properties = new Properties();
        // The driver's clock stands still, so nothing may wait for it.
        properties.putAll(StreamsDefaults.with(Map.of(
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092", StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L)));
        var lagging = new AtomicBoolean();
        Horizon horizon = (partition, nowMillis) -> lagging.get() ? Horizon.UNKNOWN : nowMillis;
        var settings = TopologySettings.defaults().with(null, horizon);
        var topology = TrainingHealthTopology.build(registry, Catalogue.standard(), settings);
        try (var driver = new TopologyTestDriver(topology, properties, START)) {
            var alerts = driver.createOutputTopic(
                    Topic.ALERT_EVENTS.topicName(),
                    new ByteArrayDeserializer(),
                    new AvroDeserializer<>(new RecordDecoder<>(AlertEvent.class, registry)));
            var deadLetters = driver.createOutputTopic(
                    Topic.DEAD_LETTERS.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
            Map<Topic, TestInputTopic<byte[], byte[]>> inputs = new EnumMap<>(Topic.class);
            Map<Topic, RecordEncoder<SpecificRecord>> encoders = new EnumMap<>(Topic.class);
            for (Topic topic : Topic.ofTrainers()) {
                inputs.put(
                        topic,
                        driver.createInputTopic(
                                topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer()));
                encoders.put(topic, new RecordEncoder<>(topic, registry));
            }
            Instant clock = START;
            List<ScenarioRecords.Event> events = ScenarioRecords.events(scenario, JOB, START);
            for (ScenarioRecords.Event event : inBatches ? Batches.of(events) : events) {
                if (event instanceof ScenarioRecords.Silence silence) {
                    lagging.set(silence.lagging());
                    driver.advanceWallClockTime(silence.length());
                    clock = clock.plus(silence.length());
                } else if (event instanceof ScenarioRecords.Sent sent) {
                    if (sent.time().isAfter(clock)) {
                        driver.advanceWallClockTime(Duration.between(clock, sent.time()));
                        clock = sent.time();
                    }
                    lagging.set(false);
                    Objects.requireNonNull(inputs.get(sent.topic()))
                            .pipeInput(
                                    JOB.getBytes(StandardCharsets.UTF_8),
                                    Objects.requireNonNull(encoders.get(sent.topic()))
                                            .encode(sent.value()),
                                    sent.time());
                }
            }
            assertThat(alerts.readValuesToList().stream().map(Told::of)).isEqualTo(scenario.alerts());
            List<String> reasons = new ArrayList<>();
            deadLetters
                    .readRecordsToList()
                    .forEach(letter -> reasons.add(new String(
                            letter.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8)));
            assertThat(reasons).isEqualTo(scenario.deadLetters());
        }
    }
}
