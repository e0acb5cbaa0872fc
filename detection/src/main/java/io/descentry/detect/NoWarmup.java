package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Locale;

/** Fires in the first part of a run that starts at its full learning rate where a warm-up is called for. */
public record NoWarmup(Params params) implements StepDetector<NoWarmup.State> {
    /*
     * Called for by three things: a transformer under Adam, whose second moments are unreliable at first [1]; a very large
     * batch under SGD [2]; a configured warm-up that does not happen. Elsewhere a constant rate is a choice. A run that goes
     * on from a checkpoint has it behind it.
     *
     * [1] Liu et al., arXiv 1908.03265. [2] Goyal et al., arXiv 1706.02677.
     */

    private static final int READINGS = 8;

    /** What calls for a warm-up, and how long it matters. */
    public record Params(
            @Parameter(
                    value = 0.9,
                    least = 0.1,
                    most = 1,
                    doc = "share of the highest rate with which a run without warm-up starts",
                    source = "trainspotter")
            double share,

            @Parameter(value = 1024, least = 64, most = 1e9, doc = "samples of a step that call for it under SGD")
            int largeBatch,

            @Parameter(value = 0.1, least = 0, most = 1, doc = "share of the planned steps in which it matters")
            double matters,

            @Parameter(value = 500, least = 16, most = 1e7, doc = "steps in which it matters where nothing is planned")
            long steps) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, share, largeBatch, matters, steps);
        }
    }

    /** The first rate of the run. */
    public static final class State implements Memory {
        private float first = Float.NaN;

        @Override
        public void sync(MemoryIo io) {
            first = io.f32(first);
        }
    }

    @Override
    public Kind kind() {
        return Kind.NO_WARMUP;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        if (!reading.has(Series.LEARNING_RATE) || run.resumed()) {
            return abstain(NOT_MEASURED);
        }
        if (Float.isNaN(state.first) && run.readings() == 1) {
            state.first = (float) reading.value(Series.LEARNING_RATE);
        }
        if (!(state.first > 0) || run.readings() < READINGS) {
            return abstain(NOT_ENOUGH_DATA);
        }
        double peak = Math.max(run.rate().peak(), configured(run.facts()));
        boolean full = state.first >= params.share() * peak;
        boolean matters = reading.step() - run.firstStepOfAttempt() < last(run.facts());
        return full && matters && isCalledFor(run) ? firing(state, run, params.share() * peak) : Judgement.CLEAR;
    }

    private static double configured(JobFacts facts) {
        return Double.isFinite(facts.learningRate()) ? facts.learningRate() : 0;
    }

    private double last(JobFacts facts) {
        return facts.expectedSteps() > 0 ? params.matters() * facts.expectedSteps() : params.steps();
    }

    private boolean isCalledFor(RunContext run) {
        JobFacts facts = run.facts();
        OptimizerFamily family = run.optimizer();
        boolean transformer = family == OptimizerFamily.ADAPTIVE && isTransformer(facts);
        boolean large = family == OptimizerFamily.SGD && facts.batchSize() >= params.largeBatch();
        return transformer || large || facts.warmupSteps() > READINGS;
    }

    private static boolean isTransformer(JobFacts facts) {
        String model = facts.model() == null ? "" : facts.model().toLowerCase(Locale.ROOT);
        if (model.contains("transformer")) {
            return true;
        }
        for (JobFacts.Layer layer : facts.layers()) {
            if (layer.kind() != null && layer.kind().toLowerCase(Locale.ROOT).contains("attention")) {
                return true;
            }
        }
        return false;
    }

    private static Judgement firing(State state, RunContext run, double bar) {
        return new Judgement.Firing(
                "settings",
                Kind.NO_WARMUP.severity(),
                -1,
                -1,
                run.firstStepOfAttempt(),
                List.of(new Evidence(
                        "first learning_rate", run.firstStepOfAttempt(), state.first, Double.NaN, bar, 0)));
    }
}
