package io.descentry.app.service;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/** What {@code /metrics} shows: our counters, a chosen part of Kafka's meters, and the JVM. Never a job's name. */
final class Meters implements AutoCloseable {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ProductCounters product = new ProductCounters(registry);
    private final JvmGcMetrics garbage = new JvmGcMetrics();
    private @Nullable KafkaStreamsMetrics kafka;

    /** @param kafkaMeters beginnings of the names of Kafka's meters that are shown */
    Meters(List<String> kafkaMeters, Health health) {
        registry.config().meterFilter(only(kafkaMeters));
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbage.bindTo(registry);
        Gauge.builder("descentry.live", health, it -> it.status().live() ? 1 : 0)
                .description("1 unless only a restart of the process can help")
                .register(registry);
        Gauge.builder("descentry.ready", health, it -> it.status().ready() ? 1 : 0)
                .description("1 while records are judged")
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

    synchronized void watch(KafkaStreams streams) {
        product.watch(streams);
        kafka = new KafkaStreamsMetrics(streams);
        kafka.bindTo(registry);
    }

    Map<String, Long> notJudged() {
        Map<String, Long> counts = new TreeMap<>();
        product.totals("dead-letters").forEach((reason, count) -> counts.put("refused " + reason, count));
        product.totals("ignored").forEach((reason, count) -> counts.put("ignored " + reason, count));
        return counts;
    }

    /** Everything in Prometheus' text format. */
    String scrape() {
        product.refresh();
        return registry.scrape();
    }

    @Override
    public synchronized void close() {
        if (kafka != null) {
            kafka.close();
        }
        garbage.close();
        registry.close();
    }
}
