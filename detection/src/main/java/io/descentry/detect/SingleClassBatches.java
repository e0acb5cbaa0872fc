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

/** Fires while most batches hold labels of one class alone, as a sorted set without shuffling gives them. */
public record SingleClassBatches(Params params) implements StepDetector<SingleClassBatches.State> {
    /*
     * Three ways to know it. Batches were mixed and are no more: a one-sided cumulative sum [1] of log likelihood ratios of "one
     * class", three quarters of the batches of a sorted set against the share that this job had. Never mixed, but some hold two
     * classes: their counts are spread too widely for a skewed set. Never mixed at all: hundreds of labels without a second
     * class in any batch. LabelMix knows the last two.
     *
     * [1] Page, Continuous Inspection Schemes, Biometrika 41, 1954.
     */

    private static final int WINDOW = 256;

    /** What makes batches of a single class. */
    public record Params(
            @Parameter(
                    value = 14,
                    least = 3,
                    most = 100,
                    doc = "sum of log likelihood ratios at which shuffling was lost; one false alarm in e^14 batches")
            double evidence,

            @Parameter(value = 32, least = 8, most = 256, doc = "batches that teach how often one holds one class")
            int batches,

            @Parameter(
                    value = 0.75,
                    least = 0.05,
                    most = 0.99,
                    doc = "share of the batches of a sorted set that hold one class")
            double sorted,

            @Parameter(
                    value = 0.2,
                    least = 0,
                    most = 1,
                    doc = "share of batches with one class below which a sorted set was shuffled after all")
            double seldom,

            @Parameter(
                    value = 0.3,
                    least = 0,
                    most = 0.99,
                    doc = "share of batches with one class below which a set was shuffled at first")
            double rare) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, evidence, batches, sorted, seldom, rare);
            Range.check("rare", rare, 0, sorted);
        }
    }

    /** How often batches held one class, and what has spoken for a loss of shuffling since. */
    public static final class State implements Memory {
        private int seen;
        private float share;
        private float sum;
        private long since = -1;
        private boolean open;

        @Override
        public void sync(MemoryIo io) {
            seen = io.i32(seen);
            if (seen == 0) {
                return;
            }
            share = io.f32(share);
            sum = io.f32(sum);
            since = io.i64(since);
            open = io.bool(open);
        }
    }

    @Override
    public Kind kind() {
        return Kind.SINGLE_CLASS_BATCHES;
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
        state.sum = 0;
        state.open = false;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        if (!reading.has(Series.LABEL_ENTROPY) || !run.isClassifier()) {
            return abstain(NOT_MEASURED);
        }
        double entropy = reading.value(Series.LABEL_ENTROPY);
        if (!Double.isFinite(entropy)) {
            return abstain(NOT_FINITE);
        }
        if (!run.labels().isWhole(reading, run.facts())) {
            return abstain(NOT_ENOUGH_DATA); // the rest of an epoch
        }
        boolean one = entropy < LabelMix.ONE_CLASS;
        weigh(state, one, reading.step());
        LabelMix mix = run.labels();
        boolean lost = state.sum > params.evidence();
        boolean ill = lost || (mix.isSorted() && mix.oneClass() > params.seldom());
        state.open = ill || (state.open && state.sum > 0);
        return state.open ? firing(state, run, reading, lost) : Judgement.CLEAR;
    }

    private void weigh(State state, boolean one, long step) {
        if (state.seen >= params.batches() && state.share < params.rare()) {
            double was = (state.share * state.seen + 1) / (state.seen + 2);
            double ratio = one ? Math.log(params.sorted() / was) : Math.log((1 - params.sorted()) / (1 - was));
            state.since = state.sum == 0 ? step : state.since;
            // Where it stops growing, a loader that is mended is noticed soon.
            state.sum = (float) Math.min(2 * params.evidence(), Math.max(0, state.sum + ratio));
        }
        if (state.sum <= params.evidence()) {
            state.seen = Math.min(state.seen + 1, WINDOW);
            state.share += ((one ? 1 : 0) - state.share) / state.seen;
        }
    }

    private Judgement firing(State state, RunContext run, StepReading reading, boolean lost) {
        LabelMix mix = run.labels();
        long first = lost ? state.since : run.firstStepOfAttempt();
        int window = (int) Math.min(Integer.MAX_VALUE, reading.step() - first + 1);
        return new Judgement.Firing(
                "labels",
                Kind.SINGLE_CLASS_BATCHES.severity(),
                -1,
                -1,
                first,
                List.of(
                        new Evidence(
                                "share of batches with one class",
                                reading.step(),
                                mix.oneClass(),
                                lost ? state.share : Double.NaN,
                                params.rare(),
                                window),
                        new Evidence(
                                "label_entropy",
                                reading.step(),
                                reading.value(Series.LABEL_ENTROPY),
                                Double.NaN,
                                LabelMix.ONE_CLASS,
                                0)));
    }
}
