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

/** Says that the validation loss rises while the validation accuracy does not fall: answers get surer, not worse. */
public record Overconfidence(Params params) implements EvalDetector<Overconfidence.State> {

    /** How much the loss rises, and how little the accuracy falls. */
    public record Params(
            @Parameter(
                    value = 0.2,
                    least = 0.001,
                    most = 100,
                    doc = "rise over the lowest validation loss, as a share of it")
            double worse,

            @Parameter(
                    value = 3,
                    least = 1,
                    most = 1000,
                    doc = "evaluations in a row at it, over which the accuracy is averaged",
                    source = "Prechelt's UP_3")
            int row,

            @Parameter(
                    value = 0.02,
                    least = 0,
                    most = 1,
                    doc = "fall of the accuracy since the lowest loss that counts as none: small sets are that noisy")
            double fall,

            @Parameter(
                    value = 1.1,
                    least = 1,
                    most = 100,
                    doc =
                            "multiple of the training loss at the lowest validation loss above which the model itself got worse")
            double rose,

            @Parameter(value = 3, least = 0, most = 100, doc = "rise in robust sd of evaluation-to-evaluation changes")
            double jitters,

            @Parameter(
                    value = 0.01,
                    least = 0,
                    most = 1,
                    doc = "least rise, as a share of the training loss at the start")
            double floor) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, worse, row, fall, rose, jitters, floor);
        }
    }

    /** What the evaluation with the lowest loss was like, and the evaluations in a row that are well above it. */
    public static final class State implements Memory {
        private float accuracyAtBest;
        private float trainAtBest = Float.NaN;
        private int row;
        private float accuracy;

        private void best(double accuracyNow, double train) {
            accuracyAtBest = Floats.finite(accuracyNow);
            trainAtBest = Floats.finite(train);
            row = 0;
        }

        @Override
        public void sync(MemoryIo io) {
            accuracyAtBest = io.f32(accuracyAtBest);
            trainAtBest = io.f32(trainAtBest);
            row = io.i32(row);
            accuracy = io.f32(accuracy);
        }
    }

    @Override
    public Kind kind() {
        return Kind.OVERCONFIDENCE;
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
    public Patience patience() {
        return Patience.EVALUATIONS;
    }

    @Override
    public void resume(State state, long step) {
        state.row = 0;
    }

    @Override
    public Judgement judge(State state, RunContext run, EvalReading reading) {
        Double measured = reading.metrics().get(EvalHistory.ACCURACY);
        if (!reading.hasLoss() || measured == null || !reading.split().equals(EvalHistory.VALIDATION)) {
            return abstain(NOT_MEASURED);
        }
        double accuracy = measured;
        if (!Double.isFinite(reading.loss()) || !Double.isFinite(accuracy)) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        EvalHistory.Split validation = run.evals().of(EvalHistory.VALIDATION);
        double evaluated = run.evals().of(EvalHistory.TRAIN).last();
        double train = Double.isNaN(evaluated) ? run.progress().recent() : evaluated;
        if (validation.seen() <= 1 || validation.bestStep() == reading.step()) {
            state.best(accuracy, train);
            return validation.seen() <= params.row() ? abstain(NOT_ENOUGH_DATA) : Judgement.CLEAR;
        }
        double best = validation.best();
        double rise = reading.loss() - best;
        double bar = Math.max(
                params.worse() * Math.abs(best),
                Math.max(
                        params.floor() * Math.abs(run.lossScale().start()),
                        params.jitters() * validation.deviation(validation.seen())));
        boolean worse = rise > bar && !(train > params.rose() * state.trainAtBest) && !(best >= run.lossAtChance());
        state.row = worse ? Math.min(state.row + 1, 1_000_000) : 0;
        double share = Math.max(1.0 / params.row(), 1.0 / Math.max(1, state.row));
        state.accuracy = Floats.finite(state.accuracy + share * (accuracy - state.accuracy));
        if (state.row < params.row() || state.accuracy < state.accuracyAtBest - params.fall()) {
            return Judgement.CLEAR;
        }
        return new Judgement.Firing(
                "validation_loss",
                Kind.OVERCONFIDENCE.severity(),
                -1,
                -1,
                validation.bestStep(),
                List.of(
                        new Evidence(
                                "validation_loss (best at step " + validation.bestStep() + ")",
                                reading.step(),
                                reading.loss(),
                                best,
                                best + bar,
                                (int) Math.min(Integer.MAX_VALUE, reading.step() - validation.bestStep())),
                        new Evidence(
                                "validation accuracy (mean of the last " + params.row() + ")",
                                reading.step(),
                                state.accuracy,
                                state.accuracyAtBest,
                                state.accuracyAtBest - params.fall(),
                                0)));
    }
}
