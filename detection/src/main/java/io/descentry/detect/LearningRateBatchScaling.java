package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires when a job was restarted with another batch size and its learning rate did not follow. */
public record LearningRateBatchScaling(Params params) implements StepDetector<LearningRateBatchScaling.State> {
    /*
     * The rate goes with the batch size [1]; for Adam and its kin its square root is as good a rule [2], and either is taken.
     * The reference is what the job itself ran with before: no rate fits all models. Within an attempt nothing is
     * said, for a batch that grows at a constant rate stands for a decay [3].
     *
     * [1] Goyal et al., arXiv 1706.02677. [2] Malladi et al., arXiv 2205.10287. [3] Smith et al., arXiv 1711.00489.
     */

    /** How far off the rule. */
    public record Params(
            @Parameter(value = 1, least = 0.1, most = 10, doc = "doublings that the rate is off the rule")
            double doublings) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, doublings);
        }
    }

    /** Configured rate and batch size of this attempt and of the last one that said both. */
    public static final class State implements Memory {
        private int attempt = -1;
        private double rate;
        private int batch;
        private double rateBefore;
        private int batchBefore;
        private long since = -1;

        @Override
        public void sync(MemoryIo io) {
            attempt = io.i32(attempt);
            if (attempt < 0) {
                return;
            }
            rate = io.f64(rate);
            batch = io.i32(batch);
            batchBefore = io.i32(batchBefore);
            if (batchBefore != 0) {
                rateBefore = io.f64(rateBefore);
            }
            since = io.i64(since);
        }
    }

    @Override
    public Kind kind() {
        return Kind.LR_BATCH_SCALING;
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
    public Judgement judge(State state, RunContext run, StepReading reading) {
        double rate = run.facts().learningRate();
        int batch = run.facts().batchSize();
        if (!(rate > 0) || Double.isInfinite(rate) || batch <= 0 || run.facts().attempt() != run.attempt()) {
            return abstain(NOT_MEASURED);
        }
        if (state.attempt != run.attempt()) {
            state.rateBefore = state.rate;
            state.batchBefore = state.batch;
            state.attempt = run.attempt();
            state.since = reading.step();
        }
        state.rate = rate;
        state.batch = batch;
        if (state.batchBefore == 0 || batch == state.batchBefore) {
            return Judgement.CLEAR;
        }
        double times = (double) batch / state.batchBefore;
        double linear = off(rate / state.rateBefore, times);
        boolean adaptive = run.optimizer() == OptimizerFamily.ADAPTIVE;
        double least = adaptive ? Math.min(linear, off(rate / state.rateBefore, Math.sqrt(times))) : linear;
        return least > params.doublings() ? firing(state, reading, times) : Judgement.CLEAR;
    }

    private static double off(double rate, double rule) {
        return Math.abs(Math.log(rate / rule) / Math.log(2));
    }

    private static Judgement firing(State state, StepReading reading, double times) {
        return new Judgement.Firing(
                "settings",
                Kind.LR_BATCH_SCALING.severity(),
                -1,
                -1,
                state.since,
                List.of(
                        new Evidence(
                                "configured learning_rate",
                                reading.step(),
                                state.rate,
                                state.rateBefore * times,
                                Double.NaN,
                                0),
                        new Evidence(
                                "configured batch_size",
                                reading.step(),
                                state.batch,
                                state.batchBefore,
                                Double.NaN,
                                0)));
    }
}
