package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.WARMING_UP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.PeerNote;
import java.util.List;

/** Says that the loss of a run lies far above those of nearly all runs of the same model at the same step. */
public record WorseThanSiblings(Params params) implements PeerDetector<WorseThanSiblings.State> {
    /*
     * One of equal runs is always the worst, and it stays the worst, for seeds differ for good: being above 99 % of ten or fifty
     * siblings says nothing by itself. So its distance from their median must also be a multiple of the distance at which the
     * siblings themselves end, on whichever side they reach farther, and a share of the loss that means something. Distances
     * are those of LossScale, on which the noise of runs looks alike on both sides.
     */

    /** How far above how many. */
    public record Params(
            @Parameter(
                    value = 10,
                    least = 10,
                    most = 1_000_000,
                    doc = "siblings that must have been at the step",
                    source = "BTTackler")
            int siblings,

            @Parameter(
                    value = 2,
                    least = 1,
                    most = 100,
                    doc =
                            "distance from the siblings' median as a multiple of that of their outermost percent on the farther side")
            double margin,

            @Parameter(
                    value = 0.1,
                    least = 0,
                    most = 10,
                    doc = "distance from the siblings' median, as a share of it, below which nothing is said")
            double floor) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, siblings, margin, floor);
        }
    }

    /** The last step that was compared. */
    public static final class State implements Memory {
        private long step = -1;

        @Override
        public void sync(MemoryIo io) {
            step = io.i64(step);
        }
    }

    @Override
    public Kind kind() {
        return Kind.WORSE_THAN_SIBLINGS;
    }

    @Override
    public State remember() {
        return new State();
    }

    /** Five milestones in a row, which are a good doubling of the steps, as R27 has it. */
    @Override
    public Patience patience() {
        return new Patience(5, 2);
    }

    @Override
    public void resume(State state, long step) {
        state.step = -1;
    }

    @Override
    public Judgement judge(State state, RunContext run, PeerNote note) {
        if (!(note instanceof PeerNote.Standing standing) || standing.step() <= state.step) {
            return abstain(NOT_MEASURED);
        }
        state.step = standing.step();
        LossScale scale = run.lossScale();
        boolean scaled = scale.isSet() && scale.start() != 0;
        if (run.isAdversarial() || standing.siblings() < params.siblings() || !scaled) {
            return abstain(NOT_ENOUGH_DATA);
        }
        if (run.isRateWarmingUp()) {
            return abstain(WARMING_UP); // siblings with a shorter warm-up are ahead, for now
        }
        double median = scale.level(standing.median());
        double reach = Math.max(scale.level(standing.high()) - median, median - scale.level(standing.low()));
        double bar = median + Math.max(params.margin() * reach, Math.log1p(params.floor()));
        double level = scale.level(standing.loss());
        if (!(level > bar) || !(standing.loss() > standing.high())) {
            return Judgement.CLEAR;
        }
        return new Judgement.Firing(
                "loss",
                Kind.WORSE_THAN_SIBLINGS.severity(),
                -1,
                -1,
                standing.step(),
                List.of(
                        new Evidence(
                                "loss beside " + standing.siblings() + " siblings",
                                standing.step(),
                                standing.loss(),
                                standing.median(),
                                scale.loss(bar),
                                0),
                        new Evidence(
                                "loss that 1 % of the siblings exceed",
                                standing.step(), standing.high(), standing.median(), Double.NaN, 0)));
    }
}
