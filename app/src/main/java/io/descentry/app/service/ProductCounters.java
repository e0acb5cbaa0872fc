package io.descentry.app.service;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * What the topology counts, summed over its tasks: {@code descentry_dead_letters_total{reason="UNDECODABLE"}}. The topology
 * counts with Kafka Streams' own sensors, one for each task, since it knows no metrics library.
 */
final class ProductCounters {
    private static final String GROUP = "stream-descentry-metrics";
    private static final String TOTAL = "-total";
    private static final String NODES = "stream-processor-node-metrics";
    private static final List<String> FROM_TRAINERS = List.of("jobs", "steps", "step-batches", "evals", "heartbeats");

    private final MeterRegistry registry;
    private final Map<Key, Double> sums = new ConcurrentHashMap<>();
    private volatile @Nullable KafkaStreams streams;
    private volatile double delayMillis = Double.NaN;

    private record Key(Counted what, String which) {}

    ProductCounters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("descentry.reading.delay", this, it -> it.delayMillis / 1_000)
                .baseUnit("seconds")
                .description(
                        "From the event time of a trainer's record to its judgement, the mean of the last minute in the partition"
                                + " where that is longest; NaN while nothing comes")
                .register(registry);
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
        double longest = Double.NaN;
        for (Map.Entry<MetricName, ? extends Metric> each : metrics.entrySet()) {
            MetricName name = each.getKey();
            if (name.group().equals(GROUP)) {
                counted(name).ifPresent(key -> now.merge(key, number(each.getValue()), Double::sum));
            } else if (isDelay(name)) {
                double millis = number(each.getValue());
                longest = Double.isNaN(longest) ? millis : Math.max(longest, Double.isNaN(millis) ? longest : millis);
            }
        }
        delayMillis = longest;
        for (Map.Entry<Key, Double> sum : now.entrySet()) {
            if (sums.put(sum.getKey(), sum.getValue()) == null) {
                register(sum.getKey());
            }
        }
    }

    private static Optional<Key> counted(MetricName name) {
        if (!name.name().endsWith(TOTAL)) {
            return Optional.empty();
        }
        String sensor = name.name().substring(0, name.name().length() - TOTAL.length());
        return Counted.of(sensor).map(what -> new Key(what, name.tags().getOrDefault("which", "")));
    }

    /** Kafka Streams tells at each source how old records are. */
    private static boolean isDelay(MetricName name) {
        return name.group().equals(NODES)
                && name.name().equals("record-e2e-latency-avg")
                && FROM_TRAINERS.contains(name.tags().getOrDefault("processor-node-id", ""));
    }

    private static double number(Metric metric) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** Totals of one thing that is counted, as of now. */
    Map<String, Long> totals(Counted what) {
        refresh();
        Map<String, Long> totals = new HashMap<>();
        sums.forEach((key, sum) -> {
            if (key.what() == what) {
                totals.put(key.which(), Math.round(sum));
            }
        });
        return totals;
    }

    private void register(Key key) {
        FunctionCounter.builder(key.what().metric(), sums, all -> all.getOrDefault(key, 0.0))
                .description(key.what().description())
                .tag(key.what().label(), key.which())
                .register(registry);
    }
}
