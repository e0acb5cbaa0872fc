package io.descentry.peer;

import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.peer.PeerReport.Milestone;
import io.descentry.peer.StepLosses.Own;
import java.util.Map;
import java.util.TreeMap;

/** Runs whose losses mean the same ({@link Groups#siblings}): tells each how it stands among the others at the same step. */
public final class Siblings implements PeerGroup {
    /*
     * A run is compared with all that were at its milestone before it, whenever that was. The first ones are told too, once so
     * many have come that they can be. A newer attempt takes the place of what the older one lost. One row holds a milestone.
     */

    /** Others that must be there for a comparison; BTTackler's number of peers. */
    static final int LEAST = 10;

    /** Milestones up to 67 million steps. */
    private static final int MOST = 80;

    private static final int LAYOUT = 1;

    private final TreeMap<Long, StepLosses> bySteps = new TreeMap<>();

    private Siblings() {}

    /** The group as its rows say. */
    public static Siblings restore(String group, Map<String, byte[]> rows) {
        Siblings siblings = new Siblings();
        rows.forEach(siblings::restore);
        return siblings;
    }

    private void restore(String row, byte[] bytes) {
        MemoryReader in = new MemoryReader(bytes);
        if (in.i32(0) != LAYOUT) {
            return;
        }
        try {
            StepLosses losses = new StepLosses(0);
            losses.sync(in);
            bySteps.put(Long.valueOf(row), losses);
        } catch (NumberFormatException e) {
            throw new MemoryFormatException("a row called " + row);
        }
    }

    @Override
    public void take(PeerReport report, Out out) {
        if (!(report instanceof Milestone milestone) || !isSound(milestone)) {
            return;
        }
        long step = milestone.step();
        StepLosses losses = bySteps.computeIfAbsent(step, s -> new StepLosses(milestone.timeMillis()));
        Own own = new Own(milestone.jobId(), milestone.attempt(), milestone.timeMillis(), milestone.loss());
        Own known = losses.of(own.jobId());
        if (known != null && known.attempt() > own.attempt()) {
            return;
        }
        long before = losses.size();
        if (!own.equals(known)) {
            losses.put(own);
            keep(step, losses, out);
        }
        long others = losses.size() - 1;
        if (others == LEAST && before == LEAST) {
            losses.named().forEach(each -> out.note(losses.standing(each, step, milestone.timeMillis())));
        } else if (others >= LEAST) {
            out.note(losses.standing(own, step, milestone.timeMillis()));
        }
    }

    private boolean isSound(Milestone milestone) {
        return Double.isFinite(milestone.loss())
                && milestone.step() >= 0
                && Milestones.upTo(milestone.step()) == milestone.step()
                && (bySteps.containsKey(milestone.step()) || bySteps.size() < MOST);
    }

    @Override
    public void pass(long nowMillis, Out out) {
        bySteps.entrySet().removeIf(entry -> {
            StepLosses losses = entry.getValue();
            if (!losses.pass(nowMillis)) {
                return false;
            }
            keep(entry.getKey(), losses, out);
            return losses.size() == 0;
        });
    }

    private static void keep(long step, StepLosses losses, Out out) {
        if (losses.size() == 0) {
            out.keep(Long.toString(step), null);
            return;
        }
        MemoryWriter bytes = new MemoryWriter();
        bytes.i32(LAYOUT);
        losses.sync(bytes);
        out.keep(Long.toString(step), bytes.toBytes());
    }
}
