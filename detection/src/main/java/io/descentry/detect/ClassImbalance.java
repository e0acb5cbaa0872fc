package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires while one class holds so many of the labels that the others need not be learnt. */
public record ClassImbalance(Params params) implements StepDetector<ClassImbalance.State> {
    /*
     * The mean entropy of batches is compared with the mean that batches of the same size would have if one class were the
     * given number of times as frequent as each other one. Small batches hold few classes by chance; that is in the
     * comparison. Batches of one class, and of two at borders, are no skewed set but a sorted one: SingleClassBatches.
     */

    private static final int BATCHES = 16;

    /** How skewed. */
    public record Params(
            @Parameter(
                    value = 10,
                    least = 2,
                    most = 1e6,
                    doc = "times as frequent as each other class",
                    source = "SageMaker Debugger")
            double ratio,

            @Parameter(value = 0.85, least = 0.5, most = 1, doc = "share of the labels that the class holds at least")
            double majority,

            @Parameter(
                    value = 500,
                    least = 32,
                    most = 1e9,
                    doc = "labels that must be seen",
                    source = "SageMaker Debugger")
            long labels,

            @Parameter(value = 6, least = 1, most = 10_000, doc = "batches that must hold another class")
            int others) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, ratio, majority, labels, others);
        }
    }

    /** The bar, kept because it takes long to compute, and whether it fired. */
    public static final class State implements Memory {
        private int batch;
        private int classes;
        private float bar;
        private boolean open;

        @Override
        public void sync(MemoryIo io) {
            batch = io.i32(batch);
            if (batch == 0) {
                return;
            }
            classes = io.i32(classes);
            bar = io.f32(bar);
            open = io.bool(open);
        }
    }

    @Override
    public Kind kind() {
        return Kind.CLASS_IMBALANCE;
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
        LabelMix mix = run.labels();
        if (!reading.has(Series.LABEL_ENTROPY) || !run.isClassifier() || mix.size() < 2) {
            return abstain(NOT_MEASURED);
        }
        boolean mixed = mix.batches() * (1 - mix.oneClass()) >= params.others();
        if (mix.batches() < BATCHES || mix.labels() < params.labels() || (mix.oneClass() > 0 && !mixed)) {
            return abstain(NOT_ENOUGH_DATA);
        }
        learnBar(state, mix.size(), Math.max(2, run.facts().numClasses()));
        boolean skewed = mix.entropy() < (state.open ? 1.25 : 1) * state.bar;
        state.open = skewed && !mix.isSorted();
        return state.open ? firing(state, run, reading) : Judgement.CLEAR;
    }

    private void learnBar(State state, int batch, int classes) {
        if (state.batch != batch || state.classes != classes) {
            double majority = Math.max(params.majority(), params.ratio() / (params.ratio() + classes - 1));
            state.batch = batch;
            state.classes = classes;
            // A stage of a curriculum with two classes of many is not skewed, though its entropy is low.
            double two = LabelMix.expected(batch, 0.75, 2);
            state.bar = (float) Math.min(two, LabelMix.expected(batch, majority, classes));
        }
    }

    private static Judgement firing(State state, RunContext run, StepReading reading) {
        LabelMix mix = run.labels();
        double balanced = Math.log(state.classes);
        return new Judgement.Firing(
                "labels",
                Kind.CLASS_IMBALANCE.severity(),
                -1,
                -1,
                run.firstStepOfAttempt(),
                List.of(
                        new Evidence(
                                "label_entropy (mean over batches of " + state.batch + ")",
                                reading.step(),
                                mix.entropy(),
                                Math.min(balanced, Math.log(state.batch)),
                                state.bar,
                                Math.min(mix.batches(), 256)),
                        new Evidence(
                                "share of labels outside the most frequent class, about",
                                reading.step(),
                                LabelMix.minority(mix.entropy()),
                                1 - 1.0 / state.classes,
                                Double.NaN,
                                0)));
    }
}
