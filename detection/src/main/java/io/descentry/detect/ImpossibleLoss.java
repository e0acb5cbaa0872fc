package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires when a loss takes values that no loss of its kind can take: it is not fed what it needs. */
public record ImpossibleLoss(Params params) implements StepDetector<ImpossibleLoss.State> {
    /*
     * Cross-entropies and distances are never below zero; one that is got targets or probabilities that are none.
     * Nor is a divergence, but one that is estimated from samples may be by chance: its mean must be below zero by more than
     * the noise of single values explains. Only the data's part of a loss is judged, and only kinds of which this is known:
     * likelihoods of continuous values, similarities and the losses of critics may well be negative.
     */
    private static final int WINDOW = 50;
    /** Divergences beyond are as good as this one; keeps the variance from running off. */
    private static final double MOST = 1e9;

    /** What cannot be. */
    public record Params(
            @Parameter(value = 1e-6, least = 0, most = 1, doc = "how far below zero rounding may put a loss")
            double rounding,

            @Parameter(value = 3, least = 1, most = 1000, doc = "losses below zero in a row")
            int inRow,

            @Parameter(
                    value = 6,
                    least = 2,
                    most = 100,
                    doc = "standard errors by which the mean of the divergences, decayed over 50, must be below zero")
            double sigmas,

            @Parameter(value = 16, least = 4, most = 50, doc = "divergences that must be seen")
            int divergences) {
        static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, rounding, inRow, sigmas, divergences);
        }
    }

    /** Decayed mean and variance of divergences, and how many losses in a row were below zero. */
    public static final class State implements Memory {
        private int seen;
        private double mean;
        private double variance;
        private int below;
        private long since = -1;

        private void add(double loss) {
            double divergence = Math.max(-MOST, Math.min(MOST, loss));
            seen = Math.min(seen + 1, WINDOW);
            double weight = 1.0 / seen;
            double delta = divergence - mean;
            mean += weight * delta;
            variance = (1 - weight) * (variance + weight * delta * delta);
        }

        /** Standard error of the mean. */
        private double error() {
            return Math.sqrt(variance / (seen - 1));
        }

        @Override
        public void sync(MemoryIo io) {
            seen = io.i32(seen);
            if (seen > 0) {
                mean = io.f64(mean);
                variance = io.f64(variance);
            }
            below = io.i32(below);
            since = io.i64(since);
        }
    }

    @Override
    public Kind kind() {
        return Kind.IMPOSSIBLE_LOSS;
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
        state.seen = 0;
        state.mean = 0;
        state.variance = 0;
        state.below = 0;
        state.since = -1;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        LossKind kind = run.lossKind();
        double loss = DataLoss.of(reading);
        if (!reading.has(Series.LOSS) || kind == LossKind.OTHER) {
            return abstain(NOT_MEASURED);
        }
        if (!Double.isFinite(loss)) {
            return abstain(NOT_FINITE); // NonFinite judges those; several objectives have no bound in common
        }
        if (kind == LossKind.DIVERGENCE) {
            state.add(loss);
        }
        if (loss >= -params.rounding()) {
            state.below = 0;
            return Judgement.CLEAR;
        }
        if (state.below == 0) {
            state.since = reading.step();
        }
        state.below = Math.min(state.below + 1, params.inRow());
        if (state.below < params.inRow()) {
            return Judgement.CLEAR;
        }
        return kind == LossKind.DIVERGENCE
                ? divergence(state, run, reading)
                : firing(state.since, new Evidence("loss", reading.step(), loss, Double.NaN, 0, 0));
    }

    private Judgement divergence(State state, RunContext run, StepReading reading) {
        if (state.seen < params.divergences() || run.isAdversarial()) {
            return abstain(NOT_ENOUGH_DATA);
        }
        double bar = -params.sigmas() * state.error();
        return state.mean < bar
                ? firing(
                        state.since,
                        new Evidence("mean of the newest divergences", reading.step(), state.mean, 0, bar, state.seen))
                : Judgement.CLEAR;
    }

    private static Judgement firing(long since, Evidence evidence) {
        return new Judgement.Firing("loss", Kind.IMPOSSIBLE_LOSS.severity(), -1, -1, since, List.of(evidence));
    }
}
