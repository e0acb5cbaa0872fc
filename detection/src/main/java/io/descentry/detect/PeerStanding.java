package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.AMONG_THE_BEST;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.PeerNote;

/** How a run stood among its siblings when it was last told. */
public final class PeerStanding implements Memory {
    /** Multiple of the compared step up to which a standing holds: two milestones. */
    private static final double HOLDS = 1.5;

    private long step = -1;
    private double above;

    void observe(PeerNote.Standing standing) {
        if (standing.step() >= step) {
            step = standing.step();
            above = standing.above();
        }
    }

    void clear() {
        step = -1;
    }

    /**
     * Whether the run is well ahead of its siblings, as far as is known at a step.
     *
     * @param best share of them that may be ahead of it; 0 for none, so that it is not asked
     */
    boolean isAmongTheBest(long now, double best) {
        return best > 0 && step >= 0 && now <= HOLDS * step && 1 - above <= best + 1e-9;
    }

    /**
     * A plateau as it is told: a run that is well ahead of its siblings is never called one, whatever its loss does. What it was
     * called before ends, and otherwise nothing is said.
     */
    Judgement spare(Hold hold, Judgement answer, long now, double best) {
        if (!(answer instanceof Judgement.Firing) || !isAmongTheBest(now, best)) {
            return hold.after(answer);
        }
        return hold.isOpen() ? Judgement.CLEAR : abstain(AMONG_THE_BEST);
    }

    @Override
    public void sync(MemoryIo io) {
        step = io.i64(step);
        if (step >= 0) {
            above = io.f64(above);
        }
    }
}
