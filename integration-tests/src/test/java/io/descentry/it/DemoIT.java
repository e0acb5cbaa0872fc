package io.descentry.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.it.support.ChildProcess;
import io.descentry.standalone.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.pulsar.kafka.shade.avro.generic.GenericRecord;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo as a newcomer sees it, read at the same time by a program that knows only Kafka and Confluent's protocol. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DemoIT {
    private static final Pattern BROKER = Pattern.compile("Broker (\\S+), registry ([^ ,]+)");

    @Test
    void the_demo_names_every_fault_and_confluents_client_reads_the_same_alerts() throws Exception {
        Process demo = start("demo", "--seconds", "12", "--runs", "../corpus/data", "--keep");
        try (BufferedReader out = demo.inputReader()) {
            List<String> shown = new ArrayList<>();
            Matcher broker = readUntil(out, shown, BROKER);
            readUntil(out, shown, Pattern.compile("^Connect to:"));

            assertThat(shown)
                    .anyMatch(line -> line.contains("12 of 12 faults named, 4 of 4 healthy runs left in peace"));
            List<GenericRecord> alerts = alerts(broker.group(1), broker.group(2));
            assertThat(alerts)
                    .extracting(alert -> alert.get("kind").toString())
                    .contains(
                            "non_finite",
                            "loss_spike",
                            "loss_divergence",
                            "gradient_explosion",
                            "gradient_vanishing",
                            "unchanged_weights",
                            "dead_relu",
                            "bad_initial_loss",
                            "collapsed_loss",
                            "plateau_from_start",
                            "plateau_mid",
                            "oscillation",
                            "overfitting",
                            "label_misalignment",
                            "multitask_imbalance",
                            "input_scale",
                            "single_class_batches");
            assertThat(alerts)
                    .filteredOn(alert -> alert.get("status").toString().equals("FIRING"))
                    .allSatisfy(alert -> {
                        assertThat((List<?>) alert.get("evidence")).isNotEmpty();
                        assertThat((List<?>) alert.get("causes")).isNotEmpty();
                        assertThat((List<?>) alert.get("remedies")).isNotEmpty();
                    });
        } finally {
            demo.destroy();
            assertThat(demo.waitFor(30, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
        }
    }

    private static Process start(String... verb) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx1g",
                "-cp",
                ChildProcess.classPath(),
                Main.class.getName()));
        command.addAll(List.of(verb));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Matcher readUntil(BufferedReader out, List<String> shown, Pattern wanted) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            shown.add(line);
            Matcher matcher = wanted.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
        }
        throw new AssertionError("the demo ended: " + String.join("\n", shown));
    }

    /** All committed alert events, read with Confluent's own deserializer. */
    private static List<GenericRecord> alerts(String bootstrapServers, String registryUrl) {
        var theirs = new KafkaAvroDeserializer();
        theirs.configure(Map.of("schema.registry.url", registryUrl), false);
        Map<String, Object> settings =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        List<GenericRecord> alerts = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), theirs)) {
            List<TopicPartition> partitions = consumer.partitionsFor("descentry.alert-events").stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> alerts.add((GenericRecord) message.value()));
            }
        }
        return alerts;
    }
}
