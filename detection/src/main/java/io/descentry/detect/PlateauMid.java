package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.TOO_NOISY;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires when the loss stopped falling far from zero, and the learning rate explains it. */
public record PlateauMid(Params params) implements StepDetector<PlateauMid.State> {
    /*
     * A flat loss alone says nothing: a run on the floor of its data is flat and well. It becomes a fault with a reason.
     * Frozen: the rate was cut to a small part of its peak and the weights hardly move, with much of the run to come.
     * Noise floor: the rate was never lowered, and each step moves the weights so far that they cannot settle. Then the same
     * data, evaluated again, give another loss each time; where they give the same one, the weights have settled and the run has
     * converged, and where they give a lower one, the noise of the batches hides that it learns. Both are well.
     */
    private static final int EVALUATIONS = 2;

    /** How flat, how far from zero, and what explains it. */
    public record Params(
            @Parameter(
                    value = 0.05,
                    least = 0,
                    most = 1,
                    doc = "share of the loss at the start below which a run is done")
            double least,

            @Parameter(
                    value = 0.2,
                    least = 0,
                    most = 1,
                    doc = "the same for a frozen run: a decayed rate is how most runs end")
            double frozenLeast,

            @Parameter(
                    value = 0.95,
                    least = 0,
                    most = 1,
                    doc = "share of the loss at the start above which it is a plateau from the start")
            double most,

            @Parameter(
                    value = 0.03,
                    least = 0,
                    most = 1,
                    doc = "fall over the newer half of the run, as a share of the loss, that counts as none")
            double gain,

            @Parameter(
                    value = -1.645,
                    least = -10,
                    most = 0,
                    doc = "Mann-Kendall statistic below which the loss falls after all, 5 % one-sided")
            double falling,

            @Parameter(
                    value = 0.05,
                    least = 0,
                    most = 1,
                    doc = "share of its peak that is left of a rate cut too early")
            double cut,

            @Parameter(
                    value = -4.5,
                    least = -20,
                    most = 1,
                    doc = "log10 of the update ratio below which weights stand still",
                    source = "ours: -3 is healthy, CS231n")
            double still,

            @Parameter(
                    value = -2.2,
                    least = -20,
                    most = 1,
                    doc = "log10 of the update ratio above which weights cannot settle",
                    source = "ours: -3 is healthy, CS231n")
            double wild,

            @Parameter(
                    value = 0.2,
                    least = 0,
                    most = 10,
                    doc = "robust sd of the level over blocks, as a share of it, above which nothing stands")
            double swing,

            @Parameter(value = 160, least = 32, most = 1_000_000, doc = "losses that must be seen")
            int readings,

            @Parameter(
                    value = 0.01,
                    least = 0,
                    most = 1,
                    doc =
                            "change from one evaluation to the next, as a share of the loss, below which weights have settled")
            double settled,

            @Parameter(
                    value = 0.25,
                    least = 0,
                    most = 1,
                    doc =
                            "share of the losses seen so far over which a noise floor must have been flat without a break")
            double held,

            @Parameter(
                    value = 0.9,
                    least = 0,
                    most = 1,
                    doc = "share of the planned steps after which nothing is said: runs end flat")
            double done,

            @Parameter(
                    value = 0.1,
                    least = 0,
                    most = 1,
                    doc =
                            "share of ten or more siblings among whose best a run is never called a plateau; 0 for no such guard",
                    source = "BTTackler")
            double best) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(
                    Params.class,
                    least,
                    frozenLeast,
                    most,
                    gain,
                    falling,
                    cut,
                    still,
                    wild,
                    swing,
                    readings,
                    settled,
                    held,
                    done,
                    best);
            Range.check("least", least, 0, most);
            Range.check("frozen-least", frozenLeast, 0, most);
            Range.check("still", still, -20, wild);
            Range.check("wild", wild, still, 1);
        }
    }

    @Override
    public Kind kind() {
        return Kind.PLATEAU_MID;
    }

    /** Whether it fired, and how long the loss has been flat with weights that cannot settle. */
    public static final class State implements Memory {
        private final Hold hold = new Hold();
        private final Stretch restless = new Stretch();

        @Override
        public void sync(MemoryIo io) {
            hold.sync(io);
            restless.sync(io);
        }
    }

    @Override
    public int layout() {
        return 2;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public void resume(State state, long step) {
        state.hold.release();
        state.restless.end();
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        Judgement answer = judge(state, state.hold.isOpen(), run, reading);
        return run.standing().spare(state.hold, answer, reading.step(), params.best());
    }

    private Judgement judge(State state, boolean open, RunContext run, StepReading reading) {
        if (!reading.has(Series.LOSS)) {
            return abstain(NOT_MEASURED);
        }
        if (!Double.isFinite(reading.value(Series.LOSS))) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        LossProgress progress = run.progress();
        boolean ending = run.facts().expectedSteps() > 0
                && reading.step() >= params.done() * run.facts().expectedSteps();
        if (run.isAdversarial() || ending || !progress.isKnown() || progress.readings() < params.readings()) {
            return abstain(NOT_ENOUGH_DATA);
        }
        if (!open && progress.spread() > params.swing()) {
            return abstain(TOO_NOISY); // it swings, it does not stand
        }
        double start = run.lossScale().lowStart();
        double share = progress.level() / start;
        boolean evaluated = run.evals().ofWeights().countSince(progress.since()) >= EVALUATIONS;
        // Where evaluations can tell, what swings may seem to gain as much as it swings.
        boolean gains = progress.gain() >= Math.max(params.gain(), evaluated ? progress.spread() : 0);
        boolean falls = progress.significance() <= params.falling();
        boolean rises = progress.gain() <= -3 * params.gain();
        boolean flat = open ? !(gains && falls) : !gains && !falls && !rises;
        if (!flat || !(share < params.most())) {
            state.restless.end();
            return Judgement.CLEAR;
        }
        boolean explained = share > params.frozenLeast() && frozen(run);
        if (share > params.least() && restless(run)) {
            state.restless.goOn(reading.step());
            explained |= state.restless.readings() >= params.held() * progress.readings() && unsettled(run);
        } else {
            state.restless.end();
        }
        return explained ? firing(run, reading, start) : Judgement.CLEAR;
    }

    /** Nothing is said to stand still that was not seen to: without update norms the cut of the rate must do. */
    private boolean frozen(RunContext run) {
        boolean still = !(run.updateRatio() > params.still());
        return run.rate().peak() > 0 && run.rate().shareOfPeak() <= params.cut() && still;
    }

    private boolean restless(RunContext run) {
        long half = run.progress().readings() / 2;
        boolean steady = run.rate().peak() == 0 || run.rate().steadyFor() >= half;
        return steady && run.updateRatio() > params.wild();
    }

    /** Whether evaluations over the flat stretch neither agree nor fall; without any the loss of the steps must do. */
    private boolean unsettled(RunContext run) {
        if (run.evals().ofWeights().seen() == 0) {
            return true;
        }
        float[] evaluations = run.evals().ofWeights().since(run.progress().since());
        if (evaluations.length < EVALUATIONS) {
            return false;
        }
        return EvalHistory.Split.jitter(evaluations) >= params.settled()
                && !EvalHistory.Split.falls(evaluations, params.gain());
    }

    private Judgement firing(RunContext run, StepReading reading, double start) {
        LossProgress progress = run.progress();
        return new Judgement.Firing(
                "loss",
                Kind.PLATEAU_MID.severity(),
                -1,
                -1,
                progress.since(),
                List.of(new Evidence(
                        "loss (median of the newer half, fell by " + Evidence.number(100 * progress.gain()) + " %)",
                        reading.step(),
                        progress.level(),
                        Double.NaN,
                        params.least() * start,
                        (int) Math.min(Integer.MAX_VALUE, reading.step() - progress.since()))));
    }
}
