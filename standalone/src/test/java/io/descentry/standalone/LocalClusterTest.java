package io.descentry.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClusterTest {
    private static final TopicPartition NOTES = new TopicPartition("notes", 0);

    @TempDir
    private Path directory;

    @Test
    void recordsAndSchemasOutliveARestartInTheSameJvmAndNoThreadStaysBehind() throws Exception {
        List<Thread> before = userThreads();
        LocalClusterSettings settings = LocalClusterSettings.durable(directory);
        try (LocalCluster cluster = LocalCluster.start(settings)) {
            createTopic(cluster);
            write(cluster, "first");
            assertThat(register(cluster, "\"string\"")).isEqualTo("{\"id\":1}");
        }
        assertThat(userThreads()).isEqualTo(before);
        try (LocalCluster cluster = LocalCluster.start(settings)) {
            write(cluster, "second");
            assertThat(read(cluster)).containsExactly("first", "second");
            assertThat(get(cluster, "/schemas/ids/1")).isEqualTo("{\"schema\":\"\\\"string\\\"\"}");
            assertThat(register(cluster, "\"int\"")).contains("409");
        }
        assertThat(userThreads()).isEqualTo(before);
    }

    @Test
    void whatIsStartedInVainLeavesNothingBehindAndSaysWhy() throws Exception {
        List<Thread> before = userThreads();
        LocalClusterSettings settings = LocalClusterSettings.durable(directory);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LocalCluster cluster = LocalCluster.start(settings)) {
            List<Thread> running = userThreads();
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> LocalCluster.start(settings))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another cluster");
            assertThatThrownBy(() ->
                            LocalCluster.start(LocalClusterSettings.temporary().withPorts(port, 0)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + port);
            assertThatThrownBy(() ->
                            LocalCluster.start(LocalClusterSettings.temporary().withPorts(0, port)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + port);

            assertThat(userThreads()).isEqualTo(running);
            assertThat(get(cluster, "/subjects")).isEqualTo("[]");
        }
        assertThat(userThreads()).isEqualTo(before);
    }

    @Test
    void aControllerThatCannotBindIsAnExceptionAndNotTheEndOfTheJvm() throws Exception {
        EmbeddedBroker.start(directory, LocalClusterSettings.temporary()).close();
        List<Thread> before = userThreads();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var properties = BrokerProperties.of(
                    directory,
                    LocalClusterSettings.temporary(),
                    Addresses.freePort(LocalClusterSettings.LOOPBACK),
                    taken.getLocalPort());
            assertThatThrownBy(() -> EmbeddedBroker.startServer(properties)).isInstanceOf(ExitGuard.Prevented.class);
        }
        for (Thread thread : userThreads()) {
            if (!before.contains(thread)) {
                thread.join(Duration.ofSeconds(10).toMillis()); // told to stop, perhaps not over yet
            }
        }
        assertThat(userThreads()).isEqualTo(before);
    }

    @Test
    void aTemporaryClusterDeletesItsDirectoryAndListensOnLoopbackOnly() throws Exception {
        List<Path> before = temporaryDirectories();
        try (LocalCluster cluster = LocalCluster.start(LocalClusterSettings.temporary())) {
            assertThat(temporaryDirectories()).hasSize(before.size() + 1);
            assertThat(cluster.bootstrapServers()).startsWith("127.0.0.1:");
            assertThat(cluster.registryUrl()).startsWith("http://127.0.0.1:");
            int broker = Integer.parseInt(cluster.bootstrapServers().split(":", -1)[1]);
            int registry = URI.create(cluster.registryUrl()).getPort();
            // Loopback is the whole of 127.0.0.0/8; only the one address may be taken.
            for (int port : List.of(broker, registry)) {
                try (ServerSocket other = new ServerSocket()) {
                    other.bind(new InetSocketAddress("127.0.0.2", port));
                    assertThat(other.isBound()).isTrue();
                }
            }
        }
        assertThat(temporaryDirectories()).isEqualTo(before);
    }

    private static List<Path> temporaryDirectories() throws IOException {
        try (Stream<Path> found = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return found.filter(path -> path.getFileName().toString().startsWith("descentry-"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Thread> userThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !thread.isDaemon())
                .sorted(java.util.Comparator.comparing(Thread::getName))
                .toList();
    }

    private static void createTopic(LocalCluster cluster) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("notes", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static void write(LocalCluster cluster, String note) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", cluster.bootstrapServers(),
                "key.serializer", StringSerializer.class,
                "value.serializer", StringSerializer.class);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings)) {
            producer.send(new ProducerRecord<>("notes", note)).get();
        }
    }

    private static List<String> read(LocalCluster cluster) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", cluster.bootstrapServers(),
                "key.deserializer", StringDeserializer.class,
                "value.deserializer", StringDeserializer.class);
        List<String> notes = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(List.of(NOTES));
            consumer.seekToBeginning(List.of(NOTES));
            long end =
                    Objects.requireNonNull(consumer.endOffsets(List.of(NOTES)).get(NOTES));
            while (consumer.position(NOTES) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(each -> notes.add(each.value()));
            }
        }
        return notes;
    }

    private static String register(LocalCluster cluster, String schema) throws Exception {
        String body = "{\"schema\":\"" + schema.replace("\"", "\\\"") + "\"}";
        return send(HttpRequest.newBuilder(URI.create(cluster.registryUrl() + "/subjects/notes-value/versions"))
                .POST(BodyPublishers.ofString(body)));
    }

    private static String get(LocalCluster cluster, String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(cluster.registryUrl() + path)));
    }

    private static String send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .body();
    }
}
