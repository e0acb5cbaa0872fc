package io.descentry.standalone;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker in this JVM: one node that is its own controller. A directory that was used before is opened with
 * all it holds, on whatever ports the settings give now.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final int ATTEMPTS = 5;

    private final KafkaRaftServer server;
    private final DirectoryLock lock;
    private final String bootstrapServers;

    private EmbeddedBroker(KafkaRaftServer server, DirectoryLock lock, String bootstrapServers) {
        this.server = server;
        this.lock = lock;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker and returns once it takes requests.
     *
     * @param directory what the broker keeps; created if it is not there
     * @throws IOException if the directory is in use, cannot be written or a wanted port is taken
     */
    public static EmbeddedBroker start(Path directory, LocalClusterSettings settings) throws IOException {
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            format(directory);
            return start(directory, settings, lock);
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static EmbeddedBroker start(Path directory, LocalClusterSettings settings, DirectoryLock lock)
            throws IOException {
        for (int attempt = 1; ; attempt++) {
            int brokerPort = settings.brokerPort() == 0 ? Addresses.freePort(settings.host()) : settings.brokerPort();
            Addresses.checkFree(settings.host(), brokerPort);
            int controllerPort = Addresses.freePort(LocalClusterSettings.LOOPBACK);
            try {
                KafkaRaftServer server =
                        startServer(BrokerProperties.of(directory, settings, brokerPort, controllerPort));
                return new EmbeddedBroker(server, lock, Addresses.authority(settings.advertisedHost(), brokerPort));
            } catch (RuntimeException failed) {
                // Between our look and Kafka's bind another program may take the port.
                if (!isBindFailure(failed) || attempt == ATTEMPTS) {
                    throw new IOException("broker did not start in " + directory + ": " + failed.getMessage(), failed);
                }
                LOG.info("port {} or {} was taken meanwhile, trying others", brokerPort, controllerPort);
            }
        }
    }

    /** One at a time: Kafka's way out of the JVM is a global. */
    @SuppressWarnings("try")
    static synchronized KafkaRaftServer startServer(Properties properties) {
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
        try (ExitGuard guard = new ExitGuard()) {
            server.startup();
            return server;
        } catch (RuntimeException failed) {
            server.shutdown();
            server.awaitShutdown();
            throw failed;
        }
    }

    private static boolean isBindFailure(Throwable failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException || cause instanceof ExitGuard.Prevented) {
                return true;
            }
        }
        return false;
    }

    private static void format(Path directory) throws IOException {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            new Formatter()
                    .setPrintStream(nowhere)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(BrokerProperties.NODE_ID)
                    .setControllerListenerName(BrokerProperties.CONTROLLER)
                    .setDirectories(List.of(directory.toString()))
                    .setMetadataLogDirectory(directory.toString())
                    .run();
        } catch (Exception failed) {
            throw new IOException("cannot prepare " + directory + " for the broker: " + failed.getMessage(), failed);
        }
    }

    /** {@code host:port} for clients. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Ends the broker; what it took is on disk. */
    @Override
    public void close() throws IOException {
        server.shutdown();
        server.awaitShutdown();
        lock.close();
    }
}
