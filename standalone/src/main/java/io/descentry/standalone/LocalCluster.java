package io.descentry.standalone;

import io.descentry.standalone.registry.DevelopmentRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real broker and a development registry in this JVM: what Descentry needs around it on one machine. */
public final class LocalCluster implements AutoCloseable {
    private final EmbeddedBroker broker;
    private final DevelopmentRegistry registry;
    private final String registryUrl;
    private final Path directory;
    private final @Nullable Path deletedAtEnd;

    private LocalCluster(
            EmbeddedBroker broker,
            DevelopmentRegistry registry,
            String registryUrl,
            Path directory,
            @Nullable Path deletedAtEnd) {
        this.broker = broker;
        this.registry = registry;
        this.registryUrl = registryUrl;
        this.directory = directory;
        this.deletedAtEnd = deletedAtEnd;
    }

    /**
     * Starts both and returns once both answer.
     *
     * @throws IOException if a port is taken, or the data directory is in use or cannot be written
     */
    public static LocalCluster start(LocalClusterSettings settings) throws IOException {
        Addresses.checkFree(settings.host(), settings.registryPort());
        Path kept = settings.dataDirectory();
        Path directory = kept == null ? Files.createTempDirectory("descentry-") : kept;
        Path deletedAtEnd = kept == null ? directory : null;
        try {
            EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("kafka"), settings);
            try {
                DevelopmentRegistry registry = DevelopmentRegistry.start(
                        broker.bootstrapServers(), new InetSocketAddress(settings.host(), settings.registryPort()));
                String url = "http://" + Addresses.authority(settings.advertisedHost(), registry.port());
                return new LocalCluster(broker, registry, url, directory, deletedAtEnd);
            } catch (IOException | RuntimeException failed) {
                broker.close();
                throw failed;
            }
        } catch (IOException | RuntimeException failed) {
            delete(deletedAtEnd);
            throw failed;
        }
    }

    /** {@code host:port} of the broker, for clients. */
    public String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Where the registry answers, for example {@code http://127.0.0.1:8081}. */
    public String registryUrl() {
        return registryUrl;
    }

    /** Where the broker has its data; a client that belongs to it may have some beside. */
    public Path directory() {
        return directory;
    }

    /** Stops both; data in a directory that the settings named is kept. */
    @Override
    public void close() throws IOException {
        try (broker) {
            registry.close();
        }
        delete(deletedAtEnd);
    }

    private static void delete(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(directory)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.deleteIfExists(path);
        }
    }
}
