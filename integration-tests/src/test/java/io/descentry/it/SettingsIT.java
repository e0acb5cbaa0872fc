package io.descentry.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.descentry.app.Terminal;
import io.descentry.app.cli.Cli;
import io.descentry.avro.DetectorSettings;
import io.descentry.avro.JobDescription;
import io.descentry.avro.StepSummary;
import io.descentry.it.support.CommittedAlerts;
import io.descentry.it.support.GroupLag;
import io.descentry.it.support.KafkaEnvironment;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.ServiceProcess;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.topology.node.DeadLetter;
import io.descentry.wire.RecordEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bars are moved while the service judges: what is right is taken at once, what is wrong never, not even after a crash. */
class SettingsIT {
    private static final Duration LONG = Duration.ofMinutes(3);

    private final KafkaEnvironment kafka = KafkaEnvironment.shared();
    private final Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    private final String id = UUID.randomUUID().toString();
    private final String scope = "project:" + id;
    private final Instant start = Instant.now().minusSeconds(3_600);
    private int next;

    /** A leap to two and a half times the level is no spike by default, where one alone must be three times as high. */
    @Test
    void a_bar_is_moved_for_a_running_job(@TempDir Path directory) throws Exception {
        try (var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()));
                var admin = Admin.create(client);
                var producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            Prepared.on(kafka, registry);
            var trainers = new Sender(producer, registry);
            try (var alerts = new CommittedAlerts(kafka.bootstrapServers(), registry);
                    var service = new ServiceProcess("settings-" + id, directory, kafka, Map.of())) {
                trainers.calm("a-" + id, 200);
                trainers.leap("a-" + id);
                service.start();
                var lag = new GroupLag(admin, "settings-" + id);
                await().atMost(LONG).until(() -> lag.records() == 0);
                await().atMost(LONG).until(() -> alerts.atEnd(admin));
                assertThat(spikes(alerts, "a-" + id)).isZero();

                assertThat(settings("set --scope " + scope + " loss_spike.ratio=2 loss_spike.lone-ratio=2"))
                        .as("exit code")
                        .isZero();
                await().atMost(LONG).until(() -> {
                    trainers.calm("a-" + id, 20);
                    trainers.leap("a-" + id);
                    return spikes(alerts, "a-" + id) == 1;
                });

                assertThat(settings("set --scope " + scope + " loss_spike.ratio=-1"))
                        .isEqualTo(2);
                trainers.send(
                        Topic.SETTINGS,
                        DetectorSettings.newBuilder()
                                .setScope(scope)
                                .setSettings(Map.of("loss_spike.rato", "9"))
                                .setTime(start)
                                .build());
                await().atMost(LONG).until(() -> deadLetters().equals(List.of("SETTING_REFUSED")));
                assertThat(settings("list")).as("something is not in force").isEqualTo(1);

                service.kill();
                service.start();
                trainers.calm("b-" + id, 200);
                trainers.leap("b-" + id);
                await().atMost(LONG).until(() -> spikes(alerts, "b-" + id) == 1);
            } finally {
                settings("unset --scope " + scope);
            }
        }
    }

    private static long spikes(CommittedAlerts alerts, String job) {
        return alerts.poll().stream()
                .filter(alert -> alert.getJobId().equals(job) && alert.getKind().equals("loss_spike"))
                .count();
    }

    /** Exit code of {@code descentry settings}. */
    private int settings(String arguments) {
        Terminal terminal = Terminal.plain(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        Map<String, String> environment = Map.of(
                "DESCENTRY_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "DESCENTRY_SCHEMA_REGISTRY_URL", kafka.registryUrl());
        return Cli.run(Cli.commandLine(terminal, environment), terminal, ("settings " + arguments).split(" ", -1));
    }

    /** Reason codes of all dead letters of our scope. */
    private List<String> deadLetters() {
        try (var consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(Topic.DEAD_LETTERS.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var reasons = new ArrayList<String>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(letter -> {
                    if (letter.key() != null && new String(letter.key(), UTF_8).equals(scope)) {
                        reasons.add(new String(
                                letter.headers().lastHeader(DeadLetter.REASON).value(), UTF_8));
                    }
                });
            }
            return reasons;
        }
    }

    /** What trainers do. */
    private final class Sender {
        private final KafkaProducer<byte[], byte[]> producer;
        private final SchemaRegistry registry;

        Sender(KafkaProducer<byte[], byte[]> producer, SchemaRegistry registry) {
            this.producer = producer;
            this.registry = registry;
        }

        void calm(String job, int steps) throws Exception {
            send(
                    Topic.JOBS,
                    JobDescription.newBuilder()
                            .setJobId(job)
                            .setProject(id)
                            .setTime(start)
                            .build());
            for (int i = 0; i < steps; i++) {
                step(job, 2.0 + 0.01 * (i % 7));
            }
        }

        void leap(String job) throws Exception {
            step(job, 5.0);
        }

        private void step(String job, double loss) throws Exception {
            int step = next++;
            send(
                    Topic.STEPS,
                    StepSummary.newBuilder()
                            .setJobId(job)
                            .setStep(step)
                            .setTime(start.plusSeconds(step))
                            .setLoss(loss)
                            .build());
        }

        void send(Topic topic, SpecificRecord record) throws Exception {
            byte[] key = ((String) record.get(0)).getBytes(UTF_8);
            byte[] value = new RecordEncoder<SpecificRecord>(topic, registry).encode(record);
            producer.send(new ProducerRecord<>(topic.topicName(), key, value)).get();
        }
    }
}
