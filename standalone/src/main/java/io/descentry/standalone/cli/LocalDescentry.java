package io.descentry.standalone.cli;

import io.descentry.app.cli.CommandFailed;
import io.descentry.app.service.Service;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import io.descentry.app.topics.TopicPlan;
import io.descentry.app.topics.Topics;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import io.descentry.standalone.LocalCluster;
import io.descentry.standalone.LocalClusterSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** All of Descentry on one machine: broker and registry in this JVM, topics, schemas, and the service on top. */
final class LocalDescentry implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final AtomicBoolean closed = new AtomicBoolean();
    private final LocalCluster cluster;
    private final Settings settings;
    private final SchemaRegistry registry;
    private final RunningClock clock = new RunningClock();
    private @Nullable Service service;

    private LocalDescentry(LocalCluster cluster, Settings settings) {
        this.cluster = cluster;
        this.settings = settings;
        this.registry = SchemaRegistries.create(settings.registry());
    }

    /**
     * Starts broker and registry, creates topics and registers schemas; the service is not started yet.
     *
     * @param partitions of each topic
     * @param more settings of the service beside the addresses of broker and registry
     */
    static LocalDescentry start(LocalClusterSettings where, int partitions, Map<String, String> more)
            throws IOException, InterruptedException, SettingsException {
        LocalCluster cluster = LocalCluster.start(where);
        try {
            Map<String, String> values = new HashMap<>(more);
            values.put("kafka.bootstrap.servers", cluster.bootstrapServers());
            values.put("schema.registry.url", cluster.registryUrl());
            values.put("kafka.state.dir", cluster.directory().resolve("streams").toString());
            LocalDescentry local = new LocalDescentry(cluster, Settings.of(values));
            local.prepare(partitions);
            return local;
        } catch (IOException | InterruptedException | SettingsException | RuntimeException failed) {
            cluster.close();
            throw failed;
        }
    }

    private void prepare(int partitions) throws IOException, InterruptedException {
        try (Admin admin = admin()) {
            new Topics(admin).create(new TopicPlan(partitions, (short) 1));
        }
        try {
            for (Topic topic : Topic.values()) {
                if (topic.type() != null) {
                    registry.register(topic.subject(), Schemas.text(topic));
                }
            }
        } catch (SchemaRegistryException e) {
            throw new CommandFailed("the embedded registry: " + e.getMessage(), e);
        }
    }

    /** Starts the service; returns at once. */
    void judge() throws IOException {
        judge(clock);
    }

    /** The same with silence measured by another clock. */
    void judge(InstantSource silence) throws IOException {
        service = Service.start(settings, silence);
    }

    /** Lets the clock of silence run on; to be called when all input is judged. */
    void runOn(Duration time) {
        clock.runOn(time);
    }

    /** Whether silence is judged up to where the clock had run on to by {@link #runOn}. */
    boolean hasRunOn() {
        return service != null && service.hasJudgedSilenceUntil(clock.ranOnAt());
    }

    /** Waits until records are judged. */
    void awaitReady() throws InterruptedException {
        if (service == null || !service.awaitReady(PATIENCE)) {
            check();
            throw new CommandFailed("Kafka Streams was not ready within " + PATIENCE.toSeconds() + " s");
        }
    }

    /** What goes wrong with the service for good, if anything. */
    void check() {
        if (service != null && !service.status().live()) {
            throw new CommandFailed(String.join("; ", service.status().reasons()));
        }
    }

    Admin admin() {
        return Admin.create(settings.admin());
    }

    /** A registry client for others; stays open until this is closed. */
    SchemaRegistry registry() {
        return registry;
    }

    String bootstrapServers() {
        return cluster.bootstrapServers();
    }

    String registryUrl() {
        return cluster.registryUrl();
    }

    String applicationId() {
        return settings.applicationId();
    }

    /** Records that were refused or ignored so far, counted by reason. */
    Map<String, Long> notJudged() {
        return service == null ? Map.of() : service.notJudged();
    }

    /** Where health and metrics answer. */
    URI address() {
        if (service == null) {
            throw new IllegalStateException("not started");
        }
        return service.address();
    }

    /** Stops the service, then what it stands on. A second call does nothing. */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        try (cluster) {
            if (service != null) {
                service.close();
            }
            registry.close();
        }
    }
}
