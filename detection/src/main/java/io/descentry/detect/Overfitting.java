package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.EvalReading;
import io.descentry.stat.Floats;
import java.util.List;

/** Fires while the validation loss is well above its best though the training loss is not: a window that opens at the best. */
public record Overfitting(Params params) implements EvalDetector<Overfitting.State> {
    /*
     * With E the validation loss and E_opt its lowest so far, Prechelt's generalisation loss is GL = E / E_opt - 1 [1]. The
     * window opens when GL stays up for some evaluations and the training loss, over the same time, did not rise with it
     * (then it is no overfitting but a worse model). Prechelt's quotient PQ demands more generalisation loss while training
     * still makes progress, for there is hope then; we need it the other way round: a training loss that went on falling by
     * half proves the case, so that less of GL and less distance from the jitter of E will do.
     *
     * [1] Prechelt 1998, Early Stopping - But When?
     */

    /** How much worse, for how long. */
    public record Params(
            @Parameter(
                    value = 0.2,
                    least = 0.001,
                    most = 100,
                    doc = "GL that opens the window",
                    source = "ours: Prechelt's grid ends at 0.05, far too soon for a page")
            double worse,

            @Parameter(
                    value = 3,
                    least = 1,
                    most = 1000,
                    doc = "evaluations in a row at it",
                    source = "Prechelt's UP_3")
            int row,

            @Parameter(
                    value = 0.1,
                    least = 0.001,
                    most = 100,
                    doc = "GL that opens it where the training loss went on falling")
            double provenWorse,

            @Parameter(value = 5, least = 1, most = 1000, doc = "evaluations in a row at that")
            int provenRow,

            @Parameter(
                    value = 0.5,
                    least = 0,
                    most = 1,
                    doc = "share of the training loss at the best evaluation that proves it")
            double fell,

            @Parameter(
                    value = 1.1,
                    least = 1,
                    most = 100,
                    doc = "multiple of the training loss at the best evaluation above which it is no overfitting")
            double rose,

            @Parameter(
                    value = 3,
                    least = 0,
                    most = 100,
                    doc = "distance from the best in robust sd of evaluation-to-evaluation changes")
            double jitters,

            @Parameter(
                    value = 0.01,
                    least = 0,
                    most = 1,
                    doc = "least distance from the best, as a share of the training loss at the start")
            double floor,

            @Parameter(value = 0.005, least = 0, most = 100, doc = "GL that closes it")
            double recovered,

            @Parameter(
                    value = 1.4,
                    least = 1,
                    most = 1000,
                    doc =
                            "multiple of the accuracy at chance that is no luck, where the loss is no better than guessing")
            double aboveChance) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(
                    Params.class,
                    worse,
                    row,
                    provenWorse,
                    provenRow,
                    fell,
                    rose,
                    jitters,
                    floor,
                    recovered,
                    aboveChance);
            Range.check("proven-worse", provenWorse, 0.001, worse);
            Range.check("recovered", recovered, 0, provenWorse);
        }
    }

    /** The best evaluation, and how the last ones compare with it. */
    public static final class State implements Memory {
        private int seen;
        private float best;
        private long bestStep;
        private float trainAtBest = Float.NaN;
        private int worse;
        private int slightlyWorse;
        private boolean open;
        private float train = Float.NaN;

        private void take(double loss, long step, double trainNow) {
            if (seen == 0 || Floats.finite(loss) < best) {
                best = Floats.finite(loss);
                bestStep = step;
                trainAtBest = Floats.finite(trainNow);
            }
            seen++;
        }

        @Override
        public void sync(MemoryIo io) {
            seen = io.i32(seen);
            best = io.f32(best);
            bestStep = io.i64(bestStep);
            trainAtBest = io.f32(trainAtBest);
            worse = io.i32(worse);
            slightlyWorse = io.i32(slightlyWorse);
            open = io.bool(open);
            train = io.f32(train);
        }
    }

    @Override
    public Kind kind() {
        return Kind.OVERFITTING;
    }

    @Override
    public int layout() {
        return 3;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public Patience patience() {
        return Patience.EVALUATIONS;
    }

    @Override
    public void resume(State state, long step) {
        if (step <= state.bestStep) {
            state.seen = 0;
        }
        state.worse = 0;
        state.slightlyWorse = 0;
        state.open = false;
    }

    @Override
    public Judgement judge(State state, RunContext run, EvalReading reading) {
        if (!reading.hasLoss()) {
            return abstain(NOT_MEASURED);
        }
        double loss = reading.loss();
        if (!Double.isFinite(loss)) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        if (reading.split().equals(EvalHistory.TRAIN)) {
            state.train = Floats.finite(loss);
        }
        if (!reading.split().equals(EvalHistory.VALIDATION)) {
            return abstain(NOT_MEASURED);
        }
        // The training set evaluated like the validation set compares best; the loss of the steps does where it is not.
        double train = Double.isNaN(state.train) ? run.progress().recent() : state.train;
        state.take(loss, reading.step(), train);
        double start = Math.abs(run.lossScale().start());
        double floor = Double.isNaN(start) ? 0 : params.floor() * start;
        double gap = loss - state.best;
        double size = Math.max(Math.max(Math.abs(state.best), floor), Double.MIN_NORMAL);
        double worse = gap / size;
        state.worse = worse >= params.worse() ? Math.min(state.worse + 1, params.row()) : 0;
        state.slightlyWorse = worse >= params.provenWorse() ? Math.min(state.slightlyWorse + 1, params.provenRow()) : 0;
        if (state.seen < params.row() + 1) {
            return abstain(NOT_ENOUGH_DATA);
        }
        EvalHistory.Split validation = run.evals().of(EvalHistory.VALIDATION);
        double guess = validation.bestAccuracy() * run.facts().numClasses();
        if (state.best >= run.lossAtChance() && !(guess > params.aboveChance())) {
            return Judgement.CLEAR; // it never generalised at all, which is another illness
        }
        boolean fell = train < params.fell() * state.trainAtBest;
        boolean rose = train > params.rose() * state.trainAtBest;
        boolean clear = gap > floor && gap > (fell ? 1 : params.jitters()) * validation.deviation(state.seen);
        boolean lasts = state.worse >= params.row() || (fell && state.slightlyWorse >= params.provenRow());
        state.open = state.open ? worse > params.recovered() : clear && lasts && !rose;
        return state.open ? firing(state, reading.step(), loss, bar(state) * size, train) : Judgement.CLEAR;
    }

    /** GL of the rule that says so: the first that opens the window, else the one that keeps it open. */
    private double bar(State state) {
        if (state.worse >= params.row()) {
            return params.worse();
        }
        return state.slightlyWorse >= params.provenRow() ? params.provenWorse() : params.recovered();
    }

    private Judgement firing(State state, long step, double loss, double bar, double train) {
        return new Judgement.Firing(
                "validation_loss",
                Kind.OVERFITTING.severity(),
                -1,
                -1,
                state.bestStep,
                List.of(
                        new Evidence(
                                "validation_loss (best at step " + state.bestStep + ")",
                                step,
                                loss,
                                state.best,
                                state.best + bar,
                                (int) Math.min(Integer.MAX_VALUE, step - state.bestStep)),
                        new Evidence("training loss", step, train, state.trainAtBest, Double.NaN, 0)));
    }
}
