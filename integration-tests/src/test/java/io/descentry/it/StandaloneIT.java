package io.descentry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.descentry.avro.StepSummary;
import io.descentry.it.support.ChildProcess;
import io.descentry.it.support.CommittedAlerts;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.standalone.cli.Main;
import io.descentry.wire.AvroSerializer;
import io.descentry.wire.RecordEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The single machine: stopped by SIGTERM and started again on its data, it goes on where it was. */
class StandaloneIT {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String JOB = "job-1";

    private final Instant start = Instant.now().minusSeconds(3_600);
    private final int brokerPort = freePort();
    private final int registryPort = freePort();
    private final String bootstrapServers = "127.0.0.1:" + brokerPort;

    @TempDir
    private Path data;

    @Test
    void an_alert_open_at_the_stop_ends_after_the_restart() throws Exception {
        try (var registry =
                SchemaRegistries.create(Map.of("schema.registry.url", "http://127.0.0.1:" + registryPort))) {
            try (var standalone = standalone()) {
                send(registry, 0, 20, 2.0);
                send(registry, 20, 21, Double.NaN);
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(alerts(registry)).containsExactly("FIRING last seen at 20"));
                assertThat(standalone.stop()).as("exit code after SIGTERM").isEqualTo(143);
            }
            try (var again = standalone()) {
                // Without its memory, the job would be a new one that never had an alert.
                send(registry, 21, 90, 2.0);
                await().atMost(LONG)
                        .untilAsserted(() -> assertThat(alerts(registry))
                                .containsExactly("FIRING last seen at 20", "RESOLVED last seen at 20"));
                assertThat(again.stop()).isEqualTo(143);
            }
        }
    }

    private ChildProcess standalone() {
        return ChildProcess.java(
                "standalone",
                List.of(
                        "-Xmx768m",
                        "-cp",
                        ChildProcess.classPath(),
                        Main.class.getName(),
                        "standalone",
                        "--data",
                        data.toString(),
                        "--broker-port",
                        Integer.toString(brokerPort),
                        "--registry-port",
                        Integer.toString(registryPort),
                        "--server-port",
                        "0"),
                Pattern.compile("Metrics"));
    }

    private void send(SchemaRegistry registry, int from, int to, double loss) throws Exception {
        var steps = new AvroSerializer<StepSummary>(new RecordEncoder<>(Topic.STEPS, registry));
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers);
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), steps)) {
            for (int step = from; step < to; step++) {
                var summary = StepSummary.newBuilder()
                        .setJobId(JOB)
                        .setStep(step)
                        .setTime(start.plusSeconds(step))
                        .setLoss(loss)
                        .build();
                producer.send(new ProducerRecord<>(Topic.STEPS.topicName(), JOB, summary))
                        .get();
            }
        }
    }

    private List<String> alerts(SchemaRegistry registry) {
        try (var alerts = new CommittedAlerts(bootstrapServers, registry)) {
            return alerts.pollFor(Duration.ofSeconds(2)).stream()
                    .map(alert -> alert.getStatus() + " last seen at " + alert.getLastStep())
                    .toList();
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
