package io.descentry.peer;

import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.peer.PeerReport.LayerTrace;
import io.descentry.reading.PeerNote;
import io.descentry.reading.Precision;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run and those that name it as their reference: tells these how their layers differ from its own at the same steps. */
public final class Reference implements PeerGroup {
    /*
     * The reference may run before the others, beside them or after them: what it did at its early steps is kept, and who is
     * ahead of it waits. What was compared is kept no longer. One row holds a run.
     */
    private static final String OWN = "own";
    private static final String WAITING = "waiting:";

    /** Runs that may be ahead of their reference; the one that waits longest gives way. */
    private static final int MOST_WAITING = 16;

    /** Time after its last trace for which a run is kept. */
    private static final long KEPT_MILLIS = 30L * 24 * 60 * 60_000;

    private static final int LAYOUT = 1;

    private final String reference;
    private @Nullable Traces own;
    private final Map<String, Traces> waiting = new TreeMap<>();

    private Reference(String reference) {
        this.reference = reference;
    }

    /** The group as its rows say. */
    public static Reference restore(String group, Map<String, byte[]> rows) {
        Reference restored = new Reference(GroupSort.REFERENCE.name(group));
        rows.forEach(restored::restore);
        return restored;
    }

    private void restore(String row, byte[] bytes) {
        MemoryReader in = new MemoryReader(bytes);
        if (in.i32(0) != LAYOUT) {
            return;
        }
        Traces traces = new Traces();
        traces.sync(in);
        if (row.equals(OWN)) {
            own = traces;
        } else {
            waiting.put(row.substring(WAITING.length()), traces);
        }
    }

    @Override
    public void take(PeerReport report, Out out) {
        if (!(report instanceof LayerTrace trace)
                || trace.step() < 0
                || trace.layers().isEmpty()) {
            return;
        }
        if (trace.reference()) {
            takeOwn(trace, out);
        } else {
            takeOther(trace, out);
        }
    }

    private void takeOwn(LayerTrace trace, Out out) {
        Traces mine = own == null ? new Traces() : own;
        own = mine;
        if (mine.put(trace)) {
            keep(OWN, mine, out);
        }
        waiting.entrySet().removeIf(entry -> {
            Traces theirs = entry.getValue();
            Trace told = theirs.at(trace.step());
            if (told == null) {
                return false;
            }
            compare(entry.getKey(), theirs, told, mine, trace.step(), trace.timeMillis(), out);
            boolean done = theirs.remove(trace.step());
            keep(WAITING + entry.getKey(), done ? null : theirs, out);
            return done;
        });
    }

    private void takeOther(LayerTrace trace, Out out) {
        Traces theirs = new Traces();
        if (own != null && own.at(trace.step()) != null) {
            theirs.put(trace);
            compare(trace.jobId(), theirs, Trace.of(trace), own, trace.step(), trace.timeMillis(), out);
            return;
        }
        theirs = waiting.computeIfAbsent(trace.jobId(), job -> new Traces());
        if (theirs.put(trace)) {
            keep(WAITING + trace.jobId(), theirs, out);
        }
        if (waiting.size() > MOST_WAITING) {
            String longest = longestWaiting();
            waiting.remove(longest);
            keep(WAITING + longest, null, out);
        }
    }

    private String longestWaiting() {
        return waiting.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().timeMillis()))
                .orElseThrow()
                .getKey();
    }

    private void compare(String jobId, Traces theirs, Trace told, Traces mine, long step, long timeMillis, Out out) {
        Trace with = mine.at(step);
        LayerMatch match = LayerMatch.of(theirs.layers(), mine.layers());
        if (with == null || match.isEmpty()) {
            return;
        }
        out.note(new PeerNote.Compared(
                jobId,
                told.attempt,
                timeMillis,
                reference,
                step,
                Precision.coarser(theirs.precision(), mine.precision()),
                input(told, with),
                match.byPosition(),
                match.differences(told, with)));
    }

    /** How differently the two were fed. */
    private static double input(Trace one, Trace other) {
        if (one.batchSize > 0 && other.batchSize > 0 && one.batchSize != other.batchSize) {
            return Double.POSITIVE_INFINITY;
        }
        double spread = Math.max(one.inputStd, other.inputStd);
        double means = LayerMatch.difference(one.inputMean, other.inputMean, Double.isFinite(spread) ? spread : 0);
        double spreads = LayerMatch.difference(one.inputStd, other.inputStd, 0);
        return Double.isNaN(spreads) ? means : Double.isNaN(means) ? spreads : Math.max(means, spreads);
    }

    @Override
    public void pass(long nowMillis, Out out) {
        if (own != null && isOld(own, nowMillis)) {
            own = null;
            keep(OWN, null, out);
        }
        waiting.entrySet().removeIf(entry -> {
            boolean old = isOld(entry.getValue(), nowMillis);
            if (old) {
                keep(WAITING + entry.getKey(), null, out);
            }
            return old;
        });
    }

    private static boolean isOld(Traces traces, long nowMillis) {
        return nowMillis - traces.timeMillis() > KEPT_MILLIS;
    }

    private static void keep(String row, @Nullable Traces traces, Out out) {
        if (traces == null) {
            out.keep(row, null);
            return;
        }
        MemoryWriter bytes = new MemoryWriter();
        bytes.i32(LAYOUT);
        traces.sync(bytes);
        out.keep(row, bytes.toBytes());
    }
}
