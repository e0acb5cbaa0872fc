package io.descentry.it.rights;

import static org.awaitility.Awaitility.await;

import io.descentry.it.support.ChildProcess;
import io.descentry.it.support.KafkaEnvironment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;

/** Apache Kafka's own broker with users, passwords and its authorizer; the registry is that of the other tests. */
final class GuardedBroker implements KafkaEnvironment {
    static final String ADMIN = "admin";

    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required ";

    private final int port = freePort();
    private final int controllerPort = freePort();
    private final Process process;

    /**
     * Returns when it answers.
     *
     * @param users who may log in; each one's password is its name
     */
    GuardedBroker(Path directory, String... users) throws IOException, InterruptedException {
        Path settings = directory.resolve("broker.properties");
        try (var out = Files.newOutputStream(settings)) {
            settings(directory, users).store(out, null);
        }
        Process format = java(
                "kafka.tools.StorageTool", "format", "-t", Uuid.randomUuid().toString(), "-c", settings.toString());
        if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
            throw new IOException("the broker's directory was not prepared: see target/children/guarded-broker.log");
        }
        process = java("kafka.Kafka", settings.toString());
        try (Admin admin = Admin.create(as(ADMIN))) {
            await().atMost(Duration.ofSeconds(90))
                    .ignoreExceptions()
                    .until(() -> !admin.describeCluster()
                            .nodes()
                            .get(5, TimeUnit.SECONDS)
                            .isEmpty());
        }
    }

    private Properties settings(Path directory, String... users) {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listeners", "GUARDED://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "advertised.listeners", "GUARDED://127.0.0.1:" + port,
                "inter.broker.listener.name", "GUARDED",
                "listener.security.protocol.map", "CONTROLLER:PLAINTEXT,GUARDED:SASL_PLAINTEXT",
                "log.dirs", directory.resolve("broker").toString(),
                "auto.create.topics.enable", "false"));
        settings.putAll(Map.of(
                "sasl.enabled.mechanisms", "PLAIN",
                "sasl.mechanism.inter.broker.protocol", "PLAIN",
                "listener.name.guarded.plain.sasl.jaas.config", PLAIN + login(ADMIN) + passwords(users) + ";",
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                // The broker talks to its own controller without a name.
                "super.users", "User:" + ADMIN + ";User:ANONYMOUS",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0"));
        return settings;
    }

    private static String login(String user) {
        return "username=\"" + user + "\" password=\"" + user + "\"";
    }

    private static String passwords(String... users) {
        return " user_" + ADMIN + "=\"" + ADMIN + "\""
                + Arrays.stream(users)
                        .map(user -> " user_" + user + "=\"" + user + "\"")
                        .collect(Collectors.joining());
    }

    private static Process java(String... program) throws IOException {
        Path log = Files.createDirectories(Path.of("target", "children")).resolve("guarded-broker.log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                ChildProcess.classPath()));
        command.addAll(List.of(program));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Settings of a client that logs in under a name. */
    Map<String, Object> as(String user) {
        return Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                PLAIN + login(user) + ";");
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public String registryUrl() {
        return KafkaEnvironment.shared().registryUrl();
    }

    @Override
    public Kind kind() {
        return Kind.EMBEDDED;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
