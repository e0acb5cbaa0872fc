package io.descentry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.descentry.it.support.ChildProcess;
import io.descentry.standalone.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.pulsar.kafka.shade.avro.generic.GenericRecord;
import org.apache.pulsar.kafka.shade.io.confluent.kafka.serializers.KafkaAvroDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a newcomer sees it, read at the same time by programs that know only Kafka and Confluent's protocol. */
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DemoIT {
    private static final Pattern BROKER = Pattern.compile("Broker (\\S+), registry ([^ ,]+)");

    private static final Pattern ALERT = Pattern.compile("(?:WARNING |CRITICAL|attached)  d\\d+  (\\w+)  at step");
    private static final Pattern METRICS = Pattern.compile("^ *Metrics +(\\S+)");
    private static final Set<String> RARE = Set.of(
            "descentry_alert_changes_total",
            "descentry_dead_letters_total",
            "descentry_forgotten_jobs_total",
            "descentry_ignored_total",
            "descentry_peer_notes_total",
            "descentry_settings_total",
            "kafka_stream_task_dropped_records_total",
            "kafka_stream_task_restore_remaining_records_total",
            "kafka_stream_task_restore_total");

    private final List<String> shown = new ArrayList<>();
    private Process demo;
    private BufferedReader out;
    private String bootstrapServers;
    private String registryUrl;
    private List<GenericRecord> alerts;

    @BeforeAll
    void show() throws IOException {
        demo = start("demo", "--seconds", "12", "--runs", "../corpus/data", "--keep");
        out = demo.inputReader();
        Matcher broker = readUntil(out, shown, BROKER);
        readUntil(out, shown, Pattern.compile("^Connect to:"));
        bootstrapServers = broker.group(1);
        registryUrl = broker.group(2);
        alerts = read(Map.of(), true);
    }

    @AfterAll
    void stop() throws Exception {
        demo.destroy();
        assertThat(demo.waitFor(30, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
        out.close();
    }

    @Test
    void the_demo_names_every_fault_and_confluents_client_reads_the_same_alerts() {
        assertThat(shown).anyMatch(line -> line.contains("12 of 12 faults named, 4 of 4 healthy runs left in peace"));
        Set<String> kinds = shown.stream()
                .map(ALERT::matcher)
                .filter(Matcher::find)
                .map(line -> line.group(1))
                .collect(Collectors.toSet());
        assertThat(kinds).hasSizeGreaterThan(10);
        assertThat(alerts).extracting(alert -> alert.get("kind").toString()).containsAll(kinds);
        assertThat(alerts)
                .filteredOn(alert -> alert.get("status").toString().equals("FIRING"))
                .allSatisfy(alert -> {
                    assertThat((List<?>) alert.get("evidence")).isNotEmpty();
                    assertThat((List<?>) alert.get("causes")).isNotEmpty();
                    assertThat((List<?>) alert.get("remedies")).isNotEmpty();
                });
    }

    @Test
    void the_example_in_java_prints_each_page_once(@TempDir Path folder) throws Exception {
        try (var example = ExampleConsumer.java(folder, bootstrapServers, registryUrl, "java-example")) {
            readsEachPageOnce(example, "java-example");
        }
    }

    @Test
    void the_example_in_python_prints_each_page_once() throws Exception {
        Optional<ExampleConsumer> python = ExampleConsumer.python(bootstrapServers, registryUrl, "python-example");
        Assumptions.assumeTrue(
                python.isPresent(),
                "no Python with confluent-kafka: see trainers/python/check, or set DESCENTRY_PYTHON");
        try (var example = python.orElseThrow()) {
            readsEachPageOnce(example, "python-example");
        }
    }

    /** What is counted only once it happens need not happen in a demo. */
    @Test
    void the_pages_name_the_metrics_that_are_shown() throws Exception {
        String address = out.lines()
                .map(METRICS::matcher)
                .filter(Matcher::find)
                .map(line -> line.group(1))
                .findFirst()
                .orElseThrow();
        String shown = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString())
                .body();
        MetricNames.agree(shown, RARE);
    }

    private void readsEachPageOnce(ExampleConsumer example, String group) throws IOException {
        List<String> pages = alerts.stream()
                .filter(alert -> (Boolean) alert.get("pages"))
                .map(alert -> alert.get("event_id").toString())
                .toList();
        assertThat(pages).isNotEmpty().doesNotHaveDuplicates();
        assertThat(example.events(pages.size())).containsExactlyInAnyOrderElementsOf(pages);
        await("what is read is committed")
                .untilAsserted(() -> assertThat(left(group)).isZero());
    }

    /** How many events a consumer of that group would be given at its next start. */
    private int left(String group) {
        return read(Map.of("group.id", group, "auto.offset.reset", "earliest", "enable.auto.commit", "false"), false)
                .size();
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

    /** All committed alert events from the positions of a group or from the beginning, read with Confluent's own deserializer. */
    private List<GenericRecord> read(Map<String, Object> more, boolean all) {
        var theirs = new KafkaAvroDeserializer();
        theirs.configure(Map.of("schema.registry.url", registryUrl), false);
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("isolation.level", "read_committed");
        List<GenericRecord> read = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), theirs)) {
            List<TopicPartition> partitions = consumer.partitionsFor("descentry.alert-events").stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            if (all) {
                consumer.seekToBeginning(partitions);
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> read.add((GenericRecord) message.value()));
            }
        }
        return read;
    }
}
