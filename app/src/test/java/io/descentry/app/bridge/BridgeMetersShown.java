package io.descentry.app.bridge;

import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import io.descentry.registry.SchemaRegistries;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** The meters of a bridge that does nothing yet, for the page about metrics. */
public final class BridgeMetersShown {
    private BridgeMetersShown() {}

    /** Registers them. */
    public static void on(MeterRegistry registry) throws SettingsException {
        Settings settings = Settings.of(Map.of(
                "kafka.bootstrap.servers", "localhost:9092",
                "schema.registry.url", "http://localhost:8081",
                "alertmanager.url", "http://localhost:9093"));
        Clock clock = Clock.systemUTC();
        var alerts = new OpenAlerts(1, 1, Duration.ZERO);
        var health = new BridgeHealth(clock, Duration.ZERO, List::of);
        var schemas = SchemaRegistries.create(settings.registry());
        var reader = new TableReader(settings, List.of(), alerts, schemas, health, clock, new CountDownLatch(1));
        BridgeMeters.register(
                registry, alerts, reader, List.of(new Delivery(alerts, 0, settings.alertmanagers(), clock)));
    }
}
