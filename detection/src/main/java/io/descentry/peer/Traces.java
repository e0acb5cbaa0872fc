package io.descentry.peer;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The early steps of one run, layer by layer. */
final class Traces implements Memory {
    private static final int MOST_LAYERS = 20_000;
    private static final int MOST_STEPS = 16;

    private long timeMillis;
    private @Nullable String precision;
    private List<String> layers = List.of();
    private final Map<Long, Trace> bySteps = new TreeMap<>();

    /** Takes the place of what an older attempt did at that step; tells whether it was new. */
    boolean put(PeerReport.LayerTrace report) {
        Trace known = bySteps.get(report.step());
        if (known != null && known.attempt >= report.attempt()) {
            return false;
        }
        if (!layers.equals(report.layers())) {
            bySteps.clear(); // another model
            layers = List.copyOf(report.layers());
        }
        if (known == null && bySteps.size() == MOST_STEPS) {
            return false;
        }
        timeMillis = Math.max(timeMillis, report.timeMillis());
        precision = report.precision();
        bySteps.put(report.step(), Trace.of(report));
        return true;
    }

    @Nullable
    Trace at(long step) {
        return bySteps.get(step);
    }

    /** Forgets a step; tells whether none is left. */
    boolean remove(long step) {
        bySteps.remove(step);
        return bySteps.isEmpty();
    }

    /** Steps in their order. */
    List<Long> steps() {
        return List.copyOf(bySteps.keySet());
    }

    /** Names in forward order. */
    List<String> layers() {
        return layers;
    }

    @Nullable
    String precision() {
        return precision;
    }

    /** Event time of the last of them. */
    long timeMillis() {
        return timeMillis;
    }

    @Override
    public void sync(MemoryIo io) {
        timeMillis = io.i64(timeMillis);
        precision = io.textOrNull(precision);
        int names = Math.min(io.i32(layers.size()), MOST_LAYERS);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            all.add(io.text(i < layers.size() ? layers.get(i) : ""));
        }
        layers = List.copyOf(all);
        List<Long> steps = steps();
        int n = Math.min(io.i32(steps.size()), MOST_STEPS);
        for (int i = 0; i < n; i++) {
            long step = io.i64(i < steps.size() ? steps.get(i) : 0);
            bySteps.computeIfAbsent(step, s -> new Trace()).sync(io);
        }
    }
}
