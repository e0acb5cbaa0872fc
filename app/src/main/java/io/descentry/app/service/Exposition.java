package io.descentry.app.service;

import io.descentry.app.http.Answer;
import io.descentry.app.http.Request;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What every process of ours shows at {@code /metrics}: its health, its version, the JVM, and what is added to it. */
public final class Exposition implements AutoCloseable {
    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbage = new JvmGcMetrics();

    /** @param kafkaMeters beginnings of the names of Kafka's meters that are shown */
    public Exposition(List<String> kafkaMeters, Supplier<Status> status) {
        registry.config().meterFilter(only(kafkaMeters));
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbage.bindTo(registry);
        aboutItself(registry, status);
    }

    static void aboutItself(MeterRegistry registry, Supplier<Status> status) {
        Gauge.builder("descentry.live", status, it -> it.get().live() ? 1 : 0)
                .strongReference(true)
                .description("1 unless only a restart of the process can help")
                .register(registry);
        Gauge.builder("descentry.ready", status, it -> it.get().ready() ? 1 : 0)
                .strongReference(true)
                .description("1 while it does its work; /health/ready says why it does not")
                .register(registry);
        Gauge.builder("descentry.build.info", () -> 1)
                .description("Always 1; its labels say what runs")
                .tag("version", Version.TEXT)
                .tag("java", Runtime.version().toString())
                .register(registry);
    }

    /** Lets all meters through that are not Kafka's, and of Kafka's those whose names begin so. */
    static MeterFilter only(List<String> kafkaMeters) {
        return MeterFilter.deny(
                id -> id.getName().startsWith("kafka.") && kafkaMeters.stream().noneMatch(id.getName()::startsWith));
    }

    /** Where further meters are registered. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Everything, as OpenMetrics for those who ask for it and in Prometheus' older text format for others. */
    public Answer answer(Request asked) {
        String accept = asked.headers().apply("Accept");
        boolean open = accept != null && accept.toLowerCase(Locale.ROOT).contains("application/openmetrics-text");
        String type = open ? OPEN_METRICS : TEXT;
        return new Answer(200, type, registry.scrape(type));
    }

    @Override
    public void close() {
        garbage.close();
        registry.close();
    }
}
