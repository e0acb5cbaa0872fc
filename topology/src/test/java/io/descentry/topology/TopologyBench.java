package io.descentry.topology;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.EvalSummary;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobHealth;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.StepSummary;
import io.descentry.detect.Catalogue;
import io.descentry.peer.Founders;
import io.descentry.registry.InMemorySchemaRegistry;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.node.DeadLetter;
import io.descentry.topology.order.Run;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.RecordEncoder;
import io.descentry.wire.UndecodableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The real topology under Kafka Streams' test driver, with a job to talk about. */
final class TopologyBench implements AutoCloseable {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final String JOB = "job-1";

    final TopologyTestDriver driver;
    private final SchemaRegistry registry;
    private final Map<Topic, TestInputTopic<byte[], byte[]>> inputs = new EnumMap<>(Topic.class);
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private final TestOutputTopic<byte[], byte[]> events;
    private final TestOutputTopic<byte[], byte[]> open;
    private final TestOutputTopic<byte[], byte[]> health;

    TopologyBench() {
        this(InMemorySchemaRegistry.withOurSchemas(), Map.of());
    }

    /**
     * @param registry what the topology asks; it must know our schemas
     * @param streams settings of Kafka Streams
     */
    TopologyBench(SchemaRegistry registry, Map<String, ?> streams) {
        this(registry, TopologySettings.defaults(), streams);
    }

    TopologyBench(SchemaRegistry registry, TopologySettings settings, Map<String, ?> streams) {
        this(registry, Catalogue.standard(), settings, streams);
    }

    /** @param detectors as the service's settings make them */
    TopologyBench(Catalogue detectors) {
        this(InMemorySchemaRegistry.withOurSchemas(), detectors, TopologySettings.defaults(), Map.of());
    }

    /** @param founders who makes the groups of peers */
    TopologyBench(Founders founders) {
        this(InMemorySchemaRegistry.withOurSchemas(), founders);
    }

    private TopologyBench(SchemaRegistry registry, Founders founders) {
        this(
                registry,
                TrainingHealthTopology.build(registry, Catalogue.standard(), founders, TopologySettings.defaults()),
                Map.of());
    }

    private TopologyBench(
            SchemaRegistry registry, Catalogue detectors, TopologySettings settings, Map<String, ?> streams) {
        this(registry, TrainingHealthTopology.build(registry, detectors, settings), streams);
    }

    private TopologyBench(SchemaRegistry registry, Topology topology, Map<String, ?> streams) {
        this.registry = registry;
        var properties = new Properties();
        Map<String, Object> user = new HashMap<>(streams);
        user.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:9092");
        // The driver's clock stands still, so nothing may wait for it.
        user.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
        user.put(
                StreamsConfig.STATE_DIR_CONFIG,
                Path.of("target", "streams", UUID.randomUUID().toString()).toString());
        properties.putAll(StreamsDefaults.with(user));
        driver = new TopologyTestDriver(topology, properties, START);
        deadLetters = output(Topic.DEAD_LETTERS);
        events = output(Topic.ALERT_EVENTS);
        open = output(Topic.ALERTS);
        health = output(Topic.JOB_HEALTH);
    }

    private TestOutputTopic<byte[], byte[]> output(Topic topic) {
        return driver.createOutputTopic(topic.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** What jobs told their peers since the last call. */
    List<TestRecord<byte[], byte[]>> reports() {
        return output(Topic.PEER_REPORTS).readRecordsToList();
    }

    /** Bytes as a trainer would put them on the wire. */
    byte[] encoded(Topic topic, SpecificRecord record) {
        try {
            return new RecordEncoder<>(topic, registry).encode(record);
        } catch (SchemaRegistryException e) {
            throw new IllegalStateException(e);
        }
    }

    void send(Topic topic, SpecificRecord record) {
        send(topic, (String) record.get(0), encoded(topic, record));
    }

    void send(Topic topic, String key, byte @Nullable [] value) {
        inputs.computeIfAbsent(
                        topic,
                        absent -> driver.createInputTopic(
                                topic.topicName(),
                                new ByteArraySerializer(),
                                new ByteArraySerializer(),
                                START,
                                Duration.ZERO))
                .pipeInput(key.getBytes(StandardCharsets.UTF_8), value);
    }

    /** Sends records of the job as one, as the consumer of the service does; they have stood in the input topic from offset 100 on. */
    void sendRun(Topic topic, List<byte[]> values) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (byte[] value : values) {
            records.add(new ConsumerRecord<>(
                    topic.topicName(),
                    0,
                    100 + records.size(),
                    START.plusSeconds(records.size()).toEpochMilli(),
                    TimestampType.CREATE_TIME,
                    0,
                    0,
                    JOB.getBytes(StandardCharsets.UTF_8),
                    value,
                    new RecordHeaders().add("number", new byte[] {(byte) records.size()}),
                    Optional.empty()));
        }
        ConsumerRecord<byte[], byte[]> run = Run.of(records, START.toEpochMilli());
        driver.createInputTopic(topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(run.key(), run.value(), run.headers(), run.timestamp()));
    }

    void send(StepSummary step) {
        send(Topic.STEPS, step);
    }

    /** The dead letters since the last call, each as reason code and message. */
    List<String> deadLetters() {
        var letters = new ArrayList<String>();
        for (TestRecord<byte[], byte[]> letter : deadLetters.readRecordsToList()) {
            letters.add(header(letter, DeadLetter.REASON));
        }
        return letters;
    }

    List<TestRecord<byte[], byte[]>> rawDeadLetters() {
        return deadLetters.readRecordsToList();
    }

    List<TestRecord<byte[], byte[]>> rawAlertEvents() {
        return events.readRecordsToList();
    }

    static String header(TestRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** The alert events since the last call, as kind, status and step. */
    List<String> alerts() {
        return alertEvents().stream()
                .map(event -> event.getKind() + " " + event.getStatus() + " at " + event.getLastStep())
                .toList();
    }

    List<AlertEvent> alertEvents() {
        return events.readValuesToList().stream()
                .map(value -> decoded(AlertEvent.class, value))
                .toList();
    }

    /** How the job stood, as far as it was told since the last call; null where it was forgotten. */
    List<@Nullable JobHealth> health() {
        var told = new ArrayList<@Nullable JobHealth>();
        health.readValuesToList().forEach(value -> told.add(value == null ? null : decoded(JobHealth.class, value)));
        return told;
    }

    <T extends SpecificRecord> T decoded(Class<T> type, byte[] value) {
        try {
            return new RecordDecoder<>(type, registry).decode(value);
        } catch (UndecodableException | SchemaRegistryException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What went to the changelog of the job memory since the last call. */
    List<TestRecord<byte[], byte[]>> changelog() {
        return driver.createOutputTopic(
                        "descentry-job-memory-changelog", new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** The changes of the table of open alerts since the last call: true where a fingerprint opened, false for a tombstone. */
    List<Boolean> openAlerts() {
        return open.readRecordsToList().stream()
                .map(record -> record.value() != null)
                .toList();
    }

    static JobDescription job(JobState state, int worldSize, String... layers) {
        var described = new ArrayList<LayerDescription>();
        for (String layer : layers) {
            described.add(LayerDescription.newBuilder().setName(layer).build());
        }
        return JobDescription.newBuilder()
                .setJobId(JOB)
                .setState(state)
                .setTime(START)
                .setWorldSize(worldSize)
                .setLayers(described)
                .build();
    }

    static StepSummary.Builder step(long step) {
        return StepSummary.newBuilder()
                .setJobId(JOB)
                .setStep(step)
                .setTime(START.plusSeconds(step))
                .setLoss(2.0)
                .setGradNorm(1.0);
    }

    static EvalSummary.Builder eval(long step) {
        return EvalSummary.newBuilder()
                .setJobId(JOB)
                .setStep(step)
                .setTime(START.plusSeconds(step))
                .setSplit("validation")
                .setLoss(2.0);
    }

    static LayerStatistics.Builder layers(Float... gradNorms) {
        return LayerStatistics.newBuilder().setGradNorm(List.of(gradNorms));
    }

    @Override
    public void close() {
        driver.close();
    }
}
