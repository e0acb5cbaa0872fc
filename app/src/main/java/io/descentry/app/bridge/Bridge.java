package io.descentry.app.bridge;

import io.descentry.app.http.Answer;
import io.descentry.app.http.Endpoint;
import io.descentry.app.service.Causes;
import io.descentry.app.service.Exposition;
import io.descentry.app.service.Status;
import io.descentry.app.settings.AlertmanagerSettings;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running bridge: a reader of the table of open alerts, and a delivery for each Alertmanager. Any number may run side by side. */
public final class Bridge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

    private final Settings settings;
    private final SchemaRegistry registry;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final BridgeHealth health;
    private final TableReader reader;
    private final Exposition exposition;
    private final Endpoint endpoint;

    private Bridge(Settings settings, AlertmanagerSettings alertmanagers, Clock clock) throws IOException {
        this.settings = settings;
        this.registry = SchemaRegistries.create(settings.registry());
        this.health = new BridgeHealth(clock, settings.probeInterval().multipliedBy(3), () -> deliveries);
        int receivers = alertmanagers.addresses().size();
        var alerts = new OpenAlerts(receivers, alertmanagers.most(), alertmanagers.keepEnds());
        this.reader = new TableReader(settings, alertmanagers.jobLabels(), alerts, registry, health, clock, stop);
        threads.add(new Thread(this::read, "descentry-table"));
        for (int i = 0; i < receivers; i++) {
            Delivery delivery = new Delivery(alerts, i, alertmanagers, clock);
            deliveries.add(delivery);
            threads.add(new Thread(delivery, "descentry-delivery-" + i));
        }
        this.exposition = new Exposition(settings.kafkaMeters(), health::status);
        BridgeMeters.register(exposition.registry(), alerts, reader, deliveries);
        this.endpoint = new Endpoint(
                settings.host(),
                settings.port(),
                Map.of(
                        "/health/live", asked -> status().answer(status().live()),
                        "/health/ready", asked -> status().answer(status().ready()),
                        "/metrics", exposition::answer),
                nothingElse -> Optional.<Answer>empty());
    }

    /**
     * Starts and returns at once.
     *
     * @throws SettingsException if no Alertmanager is named
     * @throws IOException if the address of health and metrics is not to be had
     */
    public static Bridge start(Settings settings) throws SettingsException, IOException {
        Bridge bridge = new Bridge(settings, settings.alertmanagers(), Clock.systemUTC());
        LOG.info("Health and metrics answer at {}", bridge.address());
        bridge.threads.forEach(Thread::start);
        return bridge;
    }

    /** Where health and metrics answer. */
    public URI address() {
        return endpoint.address();
    }

    /** How it is. */
    public Status status() {
        return health.status();
    }

    private void read() {
        try (KafkaConsumer<byte[], byte[]> consumer = TableReader.consumer(settings);
                KafkaClientMetrics meters = new KafkaClientMetrics(consumer)) {
            meters.bindTo(exposition.registry());
            reader.run(consumer);
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException | IllegalArgumentException e) {
            LOG.error("The bridge cannot run: {}", Causes.of(e), e);
            health.failed("cannot run: " + Causes.of(e));
        }
    }

    /** Stops within the close timeout. Safe to call twice. */
    @Override
    public void close() {
        stop.countDown();
        deliveries.forEach(Delivery::stop);
        long end = System.nanoTime() + settings.closeTimeout().toNanos();
        for (Thread thread : threads) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, end - System.nanoTime()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            thread.interrupt();
        }
        exposition.close();
        endpoint.close();
        registry.close();
    }
}
