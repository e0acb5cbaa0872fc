package io.descentry.app.service;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * What the topology counts, summed over its tasks: {@code descentry_dead_letters_total{which="UNDECODABLE"}}. The topology
 * counts with Kafka Streams' own sensors, one for each task, since it knows no metrics library.
 */
final class ProductCounters {
    private static final String GROUP = "stream-descentry-metrics";
    private static final String TOTAL = "-total";

    private final MeterRegistry registry;
    private final Map<Key, Double> sums = new ConcurrentHashMap<>();
    private volatile @Nullable KafkaStreams streams;

    private record Key(String name, String which) {}

    ProductCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    void watch(KafkaStreams watched) {
        streams = watched;
    }

    void refresh() {
        KafkaStreams watched = streams;
        if (watched != null) {
            refresh(watched.metrics());
        }
    }

    void refresh(Map<MetricName, ? extends Metric> metrics) {
        Map<Key, Double> now = new HashMap<>();
        metrics.forEach((name, metric) -> {
            if (name.group().equals(GROUP)
                    && name.name().endsWith(TOTAL)
                    && metric.metricValue() instanceof Number count) {
                String what = name.name().substring(0, name.name().length() - TOTAL.length());
                now.merge(new Key(what, name.tags().getOrDefault("which", "")), count.doubleValue(), Double::sum);
            }
        });
        for (Map.Entry<Key, Double> sum : now.entrySet()) {
            if (sums.put(sum.getKey(), sum.getValue()) == null) {
                register(sum.getKey());
            }
        }
    }

    /** Totals of one thing that is counted, as of now. */
    Map<String, Long> totals(String name) {
        refresh();
        Map<String, Long> totals = new HashMap<>();
        sums.forEach((key, sum) -> {
            if (key.name().equals(name)) {
                totals.put(key.which(), Math.round(sum));
            }
        });
        return totals;
    }

    private void register(Key key) {
        FunctionCounter.builder("descentry." + key.name().replace('-', '.'), sums, all -> all.getOrDefault(key, 0.0))
                .tag("which", key.which())
                .register(registry);
    }
}
