package io.descentry.health;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.EvalReading;
import java.util.Arrays;
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
    private String[] names = {};
    private float[] metrics = {};
    private long step = NEVER;
    private long timeMillis;
    private boolean hasLoss;
    private float loss;

    SplitChart(String name) {
        this.name = name;
    }

    void observe(EvalReading reading) {
        step = reading.step();
        timeMillis = reading.timeMillis();
        hasLoss = reading.hasLoss();
        loss = (float) reading.loss();
        if (hasLoss) {
            losses.add(reading.loss(), step);
        }
        Map<String, Double> measured = reading.metrics();
        String[] told = measured.keySet().stream()
                .filter(metric -> metric.length() <= METRIC_NAME && Float.isFinite((float) value(measured, metric)))
                .sorted()
                .limit(METRICS)
                .toArray(String[]::new);
        names = Arrays.equals(told, names) ? names : told;
        metrics = Arrays.copyOf(metrics, names.length);
        for (int i = 0; i < names.length; i++) {
            metrics[i] = (float) value(measured, names[i]);
        }
    }

    private static double value(Map<String, Double> metrics, String metric) {
        return metrics.getOrDefault(metric, Double.NaN);
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
        Map<String, Float> byName = new TreeMap<>();
        for (int i = 0; i < names.length; i++) {
            byName.put(names[i], metrics[i]);
        }
        return byName;
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

    /** Its loss in float precision; means nothing where there is none. */
    public double loss() {
        return loss;
    }

    @Override
    public void sync(MemoryIo io) {
        losses.sync(io);
        step = io.i64(step);
        timeMillis = io.i64(timeMillis);
        hasLoss = io.bool(hasLoss);
        loss = hasLoss ? io.f32(loss) : 0;
        int n = io.i32(names.length);
        if (n < 0 || n > METRICS) {
            throw new MemoryFormatException(n + " metrics");
        }
        String[] known = Arrays.copyOf(names, n);
        metrics = Arrays.copyOf(metrics, n);
        for (int i = 0; i < n; i++) {
            known[i] = io.word(known[i] == null ? "" : known[i]);
            metrics[i] = io.f32(metrics[i]);
        }
        names = known;
    }
}
