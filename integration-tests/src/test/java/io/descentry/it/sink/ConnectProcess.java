package io.descentry.it.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.it.support.KafkaEnvironment;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of Kafka Connect that the build put together, run by its own script. */
final class ConnectProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** A worker that was killed, and the consumers of its tasks, are missed after the session. */
    private static final String IMPATIENT = """
            session.timeout.ms=6000
            heartbeat.interval.ms=1000
            consumer.session.timeout.ms=6000
            consumer.heartbeat.interval.ms=1000
            consumer.metadata.max.age.ms=2000
            offset.flush.interval.ms=1000
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path home;
    private final Map<String, String> environment;
    final URI address;
    private @Nullable Process process;

    ConnectProcess(Path home, KafkaEnvironment kafka, Database database) throws IOException {
        this.home = home;
        this.address = URI.create("http://127.0.0.1:" + freePort());
        this.environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                kafka.bootstrapServers(),
                "SCHEMA_REGISTRY_URL",
                kafka.registryUrl(),
                "POSTGRES_URL",
                database.url(),
                "POSTGRES_USER",
                Database.USER,
                "POSTGRES_PASSWORD",
                Database.USER,
                "CONNECT_LISTENERS",
                address.toString(),
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JAVA_OPTS",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    }

    /** Where the build put it; empty if it was told not to. */
    static boolean isThere(Path home) {
        return Files.isDirectory(home.resolve("libs"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Starts it; returns at once. */
    void start() throws IOException {
        Path children = Files.createDirectories(Path.of("target", "children"));
        Path settings = children.resolve("connect.properties").toAbsolutePath();
        Files.writeString(settings, Files.readString(home.resolve("config/worker.properties")) + IMPATIENT);
        ProcessBuilder builder =
                new ProcessBuilder("bash", home.resolve("bin/start").toString(), settings.toString());
        builder.environment().putAll(environment);
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        children.resolve("connect.log").toFile()))
                .start();
    }

    /** SIGKILL: nothing is flushed, nothing is said. The script has become the worker by then. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    /** Whether it answers. */
    boolean answers() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("the worker is not there; its output is in target/children/connect.log");
        }
        try {
            return get("/connectors").statusCode() == 200;
        } catch (IOException | InterruptedException notYet) {
            return false;
        }
    }

    /** Submits every connector that is deployed. */
    void submit() throws IOException, InterruptedException {
        for (Path file : connectors()) {
            String name = JSON.readTree(file.toFile()).get("name").asText();
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(address.resolve("/connectors/" + name + "/config"))
                            .header("Content-Type", "application/json")
                            .PUT(BodyPublishers.ofFile(file))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IOException(name + ": " + answer.body());
            }
        }
    }

    private List<Path> connectors() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("connectors"))) {
            return files.sorted(Comparator.naturalOrder()).toList();
        }
    }

    /** Whether all connectors and all their tasks run. */
    boolean runs() throws IOException, InterruptedException {
        HttpResponse<String> answer = get("/connectors?expand=status");
        if (answer.statusCode() != 200) {
            return false;
        }
        JsonNode all = JSON.readTree(answer.body());
        int tasks = 0;
        for (JsonNode connector : all) {
            for (JsonNode task : connector.path("status").path("tasks")) {
                tasks++;
                if (!task.path("state").asText().equals("RUNNING")) {
                    return false;
                }
            }
        }
        return all.size() == connectors().size() && tasks >= all.size();
    }

    /** What it says of its connectors, for messages. */
    String status() throws IOException, InterruptedException {
        return get("/connectors?expand=status").body();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        kill();
    }
}
