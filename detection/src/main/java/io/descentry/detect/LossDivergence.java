package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.WARMING_UP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires when the loss has climbed out of reach of where it was and stays there. */
public record LossDivergence(Params params) implements StepDetector<LossDivergence.State> {
    /*
     * Three signs, any is enough. Above the start: the loss stays, reading for reading, well above the higher of its start and
     * its best level. A spike comes back before that, an oscillation dips below in between. Above the best: the mean level
     * (an exponentially weighted one, as in Prechelt's generalisation loss [1], here on the training loss) stays far above
     * the lowest it ever was, and the distance is large against the noise. Where batches hold one class each, the lowest means
     * that a class came up again, and says nothing. Evaluated: the loss of the training set rose from each evaluation to the next.
     *
     * [1] Prechelt 1998, Early Stopping - But When?
     */

    private static final String TRAIN = "train";

    /** How far, and for how long. */
    public record Params(
            @Parameter(value = 1.5, least = 1, most = 1000, doc = "multiple of the start that the loss stays above")
            double startRatio,

            @Parameter(
                    value = 16,
                    least = 2,
                    most = 10_000,
                    doc = "readings in a row above it, if the last is no lower than the first")
            int startRow,

            @Parameter(value = 64, least = 2, most = 10_000, doc = "readings in a row above it in any case")
            int longRow,

            @Parameter(
                    value = 2,
                    least = 1,
                    most = 1000,
                    doc = "multiple of the best level that the mean level stays above",
                    source = "ours: 0.05 in the source")
            double bestRatio,

            @Parameter(value = 96, least = 2, most = 10_000, doc = "readings in a row above that")
            int bestRow,

            @Parameter(value = 32, least = 1, most = 10_000, doc = "half-life of the mean level, readings")
            double halfLife,

            @Parameter(
                    value = 8,
                    least = 0,
                    most = 1000,
                    doc = "distance from the best level, in standard deviations of the mean level")
            double sigmas,

            @Parameter(value = 6, least = 2, most = 15, doc = "evaluations of the training set in a row that rose")
            int rises,

            @Parameter(
                    value = 1.2,
                    least = 1,
                    most = 1000,
                    doc = "multiple of the best evaluation of the training set that the last of these reached")
            double evaluated,

            @Parameter(
                    value = 0.5,
                    least = 0,
                    most = 1,
                    doc =
                            "least share of the evaluated loss that the loss of the steps has where both are of the same data")
            double sameData) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(
                    Params.class,
                    startRatio,
                    startRow,
                    longRow,
                    bestRatio,
                    bestRow,
                    halfLife,
                    sigmas,
                    rises,
                    evaluated,
                    sameData);
            Range.check("long-row", longRow, startRow, 10_000);
        }

        private double weight() {
            return 1 - Math.pow(0.5, 1 / halfLife);
        }
    }

    /** Mean level of the loss, its noise, its best, and for how long it was too high. */
    public static final class State implements Memory {
        private int seen;
        private float mean;
        private float noise;
        private float best = Float.POSITIVE_INFINITY;
        private float last;
        private int aboveStart;
        private int aboveBest;
        private float rowStart;
        private long since;

        @Override
        public void sync(MemoryIo io) {
            seen = io.i32(seen);
            mean = io.f32(mean);
            noise = io.f32(noise);
            best = io.f32(best);
            last = io.f32(last);
            aboveStart = io.i32(aboveStart);
            aboveBest = io.i32(aboveBest);
            if (aboveStart > 0) {
                rowStart = io.f32(rowStart);
            }
            since = io.i64(since);
        }

        private void learn(double level, double weight) {
            seen = Math.min(seen + 1, 1_000_000);
            double share = Math.max(weight, 1.0 / seen);
            if (seen > 1) {
                noise = (float) (noise + share * (Math.abs(level - last) - noise));
            }
            mean = (float) (mean + share * (level - mean));
            last = (float) level;
            if (seen >= LossScale.FIRST) {
                best = Math.min(best, mean);
            }
        }

        private void forget() {
            seen = 0;
            mean = 0;
            noise = 0;
            best = Float.POSITIVE_INFINITY;
            aboveStart = 0;
            aboveBest = 0;
        }
    }

    @Override
    public Kind kind() {
        return Kind.LOSS_DIVERGENCE;
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
        state.aboveStart = 0;
        state.aboveBest = 0;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        if (!reading.has(Series.LOSS)) {
            return abstain(NOT_MEASURED);
        }
        double loss = reading.value(Series.LOSS);
        if (!Double.isFinite(loss)) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        if (!run.lossScale().isSet()) {
            return abstain(WARMING_UP);
        }
        if (run.dataChangedNow()) {
            state.forget();
        }
        double level = run.lossScale().level(loss);
        double weight = params.weight();
        state.learn(level, weight);
        double start = run.lossScale().level(run.lossScale().start());
        double floor = Math.max(start, Math.min(state.best, state.mean)) + Math.log(params.startRatio());
        double bar = state.best + Math.max(Math.log(params.bestRatio()), params.sigmas() * deviation(state, weight));
        if (state.aboveStart == 0 && state.aboveBest == 0) {
            state.since = reading.step();
        }
        if (state.aboveStart == 0) {
            state.rowStart = (float) level;
        }
        // Without a fixed target there is no best, and a loss around zero multiplies for nothing: its size must grow.
        boolean small = run.isAdversarial()
                && loss < params.bestRatio() * run.lossScale().largestAtStart();
        state.aboveStart = level > floor && !small ? Math.min(state.aboveStart + 1, params.longRow()) : 0;
        state.aboveBest = state.mean > bar && !run.oneClassBatches() && !run.isAdversarial()
                ? Math.min(state.aboveBest + 1, params.bestRow())
                : 0;
        boolean climbing = state.aboveStart >= params.startRow() && level >= state.rowStart;
        if (climbing || state.aboveStart >= params.longRow()) {
            return firing(state, run.lossScale(), reading.step(), loss, start, floor);
        }
        if (evaluationsRise(run)) {
            return firing(run.evals().of(TRAIN));
        }
        if (state.aboveBest >= params.bestRow()) {
            return firing(
                    state, run.lossScale(), reading.step(), run.lossScale().loss(state.mean), state.best, bar);
        }
        return Judgement.CLEAR;
    }

    /** Standard deviation of the mean level, from the mean absolute difference of neighbours (1.128 sd of normal noise). */
    private static double deviation(State state, double weight) {
        return state.noise / 1.128 * Math.sqrt(weight / (2 - weight));
    }

    /** The training set itself, evaluated, was worse every time since its best: no noise does that, but a restart of the rate may. */
    private boolean evaluationsRise(RunContext run) {
        EvalHistory.Split train = run.evals().of(TRAIN);
        boolean rose = train.seen() > params.rises() && train.last() >= params.evaluated() * train.best();
        if (!rose
                || train.best() <= 0
                || run.isAdversarial()
                || run.oneClassBatches()
                || otherwiseExplained(run, train)) {
            return false;
        }
        float[] evaluations = train.since(train.bestStep());
        for (int i = 1; i < evaluations.length; i++) {
            if (evaluations[i] <= evaluations[i - 1]) {
                return false;
            }
        }
        return evaluations.length > params.rises();
    }

    private boolean otherwiseExplained(RunContext run, EvalHistory.Split train) {
        double since = (run.step() - train.bestStep()) / run.stepsPerReading();
        boolean otherData = run.progress().recent() < params.sameData() * train.last();
        return otherData
                || run.progress().gain() > 0
                || run.rate().roseAtStep() > train.bestStep()
                || run.sinceDataChange() <= since;
    }

    private static Judgement firing(EvalHistory.Split train) {
        return new Judgement.Firing(
                "loss",
                Kind.LOSS_DIVERGENCE.severity(),
                -1,
                -1,
                train.bestStep(),
                List.of(new Evidence(
                        "training loss, evaluated", train.lastStep(), train.last(), train.best(), Double.NaN, (int)
                                Math.min(Integer.MAX_VALUE, train.lastStep() - train.bestStep()))));
    }

    private static Judgement firing(State state, LossScale scale, long step, double loss, double expected, double bar) {
        return new Judgement.Firing(
                "loss",
                Kind.LOSS_DIVERGENCE.severity(),
                -1,
                -1,
                state.since,
                List.of(new Evidence("loss", step, loss, scale.loss(expected), scale.loss(bar), 0)));
    }
}
