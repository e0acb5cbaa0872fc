package io.descentry.it.deploy;

import io.descentry.it.support.NativeServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A broker that asks who somebody is and what they may. A second door, for whoever looks after it, asks nothing. */
final class GuardedBroker implements AutoCloseable {
    private static final String PASSWORD = "secret";

    private final KafkaRaftServer server;
    private final int guarded;
    private final int open;

    /** @param users who is known */
    GuardedBroker(Path directory, Set<String> users) throws Exception {
        guarded = NativeServer.freePort();
        open = NativeServer.freePort();
        int controller = NativeServer.freePort();
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(1)
                    .setControllerListenerName("CONTROLLER")
                    .setDirectories(Set.of(directory.toString()).stream().toList())
                    .setMetadataLogDirectory(directory.toString())
                    .run();
        }
        server = new KafkaRaftServer(
                KafkaConfig.fromProps(properties(directory, users, controller), false), Time.SYSTEM);
        server.startup();
    }

    private Properties properties(Path directory, Set<String> users, int controller) {
        String known = users.stream()
                .map(user -> "user_" + user + "=\"" + PASSWORD + "\"")
                .collect(Collectors.joining(" "));
        Properties properties = new Properties();
        properties.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("inter.broker.listener.name", "OPEN"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controller),
                Map.entry(
                        "listeners",
                        "OPEN://127.0.0.1:" + open + ",GUARDED://127.0.0.1:" + guarded + ",CONTROLLER://127.0.0.1:"
                                + controller),
                Map.entry(
                        "listener.security.protocol.map", "OPEN:PLAINTEXT,CONTROLLER:PLAINTEXT,GUARDED:SASL_PLAINTEXT"),
                Map.entry("sasl.enabled.mechanisms", "PLAIN"),
                Map.entry(
                        "listener.name.guarded.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required " + known + ";"),
                Map.entry("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
                Map.entry("super.users", "User:ANONYMOUS"),
                Map.entry("log.dirs", directory.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304")));
        return properties;
    }

    /** For whoever looks after it. */
    String openDoor() {
        return "127.0.0.1:" + open;
    }

    /** Settings of a client by which it comes as a user. */
    Map<String, String> as(String user) {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + guarded,
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user + "\" password=\""
                        + PASSWORD + "\";");
    }

    @Override
    public void close() throws IOException {
        server.shutdown();
        server.awaitShutdown();
    }
}
