package io.descentry.peer;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.PeerNote;
import io.descentry.stat.QuantileSketch;
import io.descentry.stat.Quantiles;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What runs lost at one milestone: the last of them by name, those before as a sketch, and those long ago no more. */
final class StepLosses implements Memory {
    /** Runs that are known by name, so that they can be left out of their own comparison, or told again. */
    static final int NAMED = 64;

    /** Runs whose names are forgotten at once when there are too many. */
    private static final int FOLDED = 16;

    /** Span of one sketch; the runs of two such spans are remembered. */
    static final long SPAN_MILLIS = 30L * 24 * 60 * 60_000;

    /** What one run lost. */
    record Own(String jobId, int attempt, long timeMillis, double loss) {}

    private final Map<String, Own> named = new LinkedHashMap<>();
    private QuantileSketch sketch = new QuantileSketch();
    private QuantileSketch before = new QuantileSketch();
    private long sinceMillis;

    /** @param sinceMillis event time of the first of them */
    StepLosses(long sinceMillis) {
        this.sinceMillis = sinceMillis;
    }

    @Nullable
    Own of(String jobId) {
        return named.get(jobId);
    }

    /** Takes the place of what the run lost in an older attempt. */
    void put(Own own) {
        named.remove(own.jobId());
        named.put(own.jobId(), own);
        if (named.size() > NAMED) {
            fold();
        }
    }

    private void fold() {
        double[] losses = new double[FOLDED];
        Iterator<Own> eldest = named.values().iterator();
        for (int i = 0; i < FOLDED; i++) {
            losses[i] = eldest.next().loss();
            eldest.remove();
        }
        sketch.add(losses);
    }

    /** Number of runs. */
    long size() {
        return named.size() + sketch.size() + before.size();
    }

    /** Runs that are known by name. */
    List<Own> named() {
        return List.copyOf(named.values());
    }

    /** How a run stands among the others. */
    PeerNote.Standing standing(Own own, long step, long timeMillis) {
        double[] others = named.values().stream()
                .filter(other -> !other.jobId().equals(own.jobId()))
                .mapToDouble(Own::loss)
                .toArray();
        Quantiles losses = Quantiles.of(others, sketch, before);
        return new PeerNote.Standing(
                own.jobId(),
                own.attempt(),
                timeMillis,
                step,
                own.loss(),
                (int) losses.size(),
                losses.shareAbove(own.loss()),
                losses.at(0.5),
                losses.at(0.01),
                losses.at(0.99));
    }

    /** Forgets runs of long ago; tells whether there were any. */
    boolean pass(long nowMillis) {
        if (nowMillis - sinceMillis < SPAN_MILLIS) {
            return false;
        }
        sinceMillis = nowMillis;
        before = sketch;
        sketch = new QuantileSketch();
        named.values().removeIf(own -> own.timeMillis() < nowMillis - 2 * SPAN_MILLIS);
        return true;
    }

    @Override
    public void sync(MemoryIo io) {
        sinceMillis = io.i64(sinceMillis);
        List<Own> all = new ArrayList<>(named.values());
        int n = Math.min(io.i32(all.size()), NAMED);
        named.clear();
        for (int i = 0; i < n; i++) {
            Own own = i < all.size() ? all.get(i) : new Own("", 0, 0, 0);
            own = new Own(io.text(own.jobId()), io.i32(own.attempt()), io.i64(own.timeMillis()), io.f64(own.loss()));
            named.put(own.jobId(), own);
        }
        sketch.sync(io);
        before.sync(io);
    }
}
