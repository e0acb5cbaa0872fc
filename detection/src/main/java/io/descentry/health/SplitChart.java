package io.descentry.health;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.EvalReading;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is kept of the evaluations of one split: the last, and the course of the loss. */
public final class SplitChart implements Memory {
    private static final int BUCKETS = 8;
    private static final int METRICS = 8;
    private static final int METRIC_NAME = 64;
    private static final long NEVER = -1;

    private final String name;
    private final Curve losses = new Curve(BUCKETS);
    private final Map<String, Float> metrics = new TreeMap<>();
    private long step = NEVER;
    private long timeMillis;
    private boolean hasLoss;
    private double loss;

    SplitChart(String name) {
        this.name = name;
    }

    void observe(EvalReading reading) {
        step = reading.step();
        timeMillis = reading.timeMillis();
        hasLoss = reading.hasLoss();
        loss = reading.loss();
        if (hasLoss) {
            losses.add(loss, step);
        }
        metrics.clear();
        reading.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().length() <= METRIC_NAME
                        && Float.isFinite(metric.getValue().floatValue()))
                .sorted(Map.Entry.comparingByKey())
                .limit(METRICS)
                .forEach(
                        metric -> metrics.put(metric.getKey(), metric.getValue().floatValue()));
    }

    void rewind(long toStep) {
        losses.rewind(toStep + 1); // an evaluation at the step of the checkpoint is one of its weights
    }

    /** The split, for example validation. */
    public String name() {
        return name;
    }

    /** The loss of its evaluations. */
    public Curve losses() {
        return losses;
    }

    /** Finite metrics of the last evaluation, at most 8, in float precision. */
    public Map<String, Float> metrics() {
        return Collections.unmodifiableMap(metrics);
    }

    /** Step of the last evaluation, or -1. */
    public long step() {
        return step;
    }

    /** Its event time. */
    public long timeMillis() {
        return timeMillis;
    }

    /** Whether it has a loss. */
    public boolean hasLoss() {
        return hasLoss;
    }

    /** Its loss; means nothing where there is none. */
    public double loss() {
        return loss;
    }

    @Override
    public void sync(MemoryIo io) {
        losses.sync(io);
        step = io.i64(step);
        timeMillis = io.i64(timeMillis);
        hasLoss = io.bool(hasLoss);
        loss = hasLoss ? io.f64(loss) : 0;
        List<Map.Entry<String, Float>> written = List.copyOf(metrics.entrySet());
        int n = io.i32(written.size());
        if (n < 0 || n > METRICS) {
            throw new MemoryFormatException(n + " metrics");
        }
        for (int i = 0; i < n; i++) {
            String metric = io.text(i < written.size() ? written.get(i).getKey() : "");
            metrics.put(metric, io.f32(i < written.size() ? written.get(i).getValue() : 0));
        }
    }
}
