package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.EvalReading;
import java.util.List;

/** Says that two splits do not tell the same: validation against training, or test against validation. */
public record GeneralizationGap(Params params) implements EvalDetector<GeneralizationGap.State> {
    /*
     * Splits of one distribution agree but for sampling noise. Validation below training is a gap that closes with more
     * data or less freedom; validation above training says that it is easier, or was trained on. Test below validation says
     * that they were drawn differently, or that validation was used to choose so often that it became training data.
     */

    /** How far apart, for how long. */
    public record Params(
            @Parameter(
                    value = 0.1,
                    least = 0.001,
                    most = 1,
                    doc = "distance of two accuracies that is a gap",
                    source = "ours; UMLAUT says 0.05, and healthy small sets reach that")
            double gap,

            @Parameter(
                    value = 3,
                    least = 1,
                    most = 1000,
                    doc = "evaluations in a row with it; one of the test set is enough")
            int row) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, gap, row);
        }
    }

    /** How long there is a gap. */
    public static final class State implements Memory {
        private int row;
        private long since = -1;
        private long lastValidation = -1;

        @Override
        public void sync(MemoryIo io) {
            row = io.i32(row);
            since = io.i64(since);
            lastValidation = io.i64(lastValidation);
        }
    }

    @Override
    public Kind kind() {
        return Kind.GENERALIZATION_GAP;
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
        state.lastValidation = -1;
    }

    @Override
    public Judgement judge(State state, RunContext run, EvalReading reading) {
        Double accuracy = reading.metrics().get(EvalHistory.ACCURACY);
        if (accuracy == null || reading.split().equals(EvalHistory.TRAIN)) {
            return abstain(NOT_MEASURED);
        }
        if (!Double.isFinite(accuracy)) {
            return abstain(NOT_FINITE);
        }
        if (reading.split().equals(EvalHistory.TEST)) {
            EvalHistory.Split validation = run.evals().of(EvalHistory.VALIDATION);
            boolean fresh = state.lastValidation >= 0 && validation.lastStep() <= reading.step();
            double gap = validation.accuracy() - accuracy;
            if (!fresh || Double.isNaN(gap)) {
                return abstain(NOT_ENOUGH_DATA);
            }
            return gap >= params.gap()
                    ? firing("test", reading.step(), reading.step(), accuracy, validation.accuracy(), 0)
                    : abstain(NOT_ENOUGH_DATA);
        }
        if (!reading.split().equals(EvalHistory.VALIDATION)) {
            return abstain(NOT_MEASURED);
        }
        EvalHistory.Split train = run.evals().of(EvalHistory.TRAIN);
        boolean fresh = train.lastStep() > state.lastValidation;
        state.lastValidation = reading.step();
        if (!fresh || Double.isNaN(train.accuracy())) {
            return abstain(NOT_ENOUGH_DATA);
        }
        boolean apart = Math.abs(train.accuracy() - accuracy) >= params.gap();
        if (apart && state.row == 0) {
            state.since = reading.step();
        }
        state.row = apart ? Math.min(state.row + 1, params.row()) : 0;
        if (state.row < params.row()) {
            return Judgement.CLEAR;
        }
        int steps = (int) Math.min(Integer.MAX_VALUE, reading.step() - state.since);
        return firing("validation", reading.step(), state.since, accuracy, train.accuracy(), steps);
    }

    private Judgement firing(String split, long step, long since, double observed, double expected, int steps) {
        double bar = expected + (observed > expected ? params.gap() : -params.gap());
        return new Judgement.Firing(
                split,
                Kind.GENERALIZATION_GAP.severity(),
                -1,
                -1,
                since,
                List.of(new Evidence(split + " accuracy", step, observed, expected, bar, steps)));
    }
}
