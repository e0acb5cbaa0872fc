package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.SKIPPED_STEP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires while all units of a layer of rectifiers are silent, so that nothing passes and no gradient can wake them. */
public record DeadRelu(Params params) implements StepDetector<DeadRelu.State> {
    /*
     * Zeros alone are no illness: half to nine tenths of a rectified layer's outputs are zero in healthy nets, and more than 95 %
     * in large transformers [1]. A layer is dead when nothing at all comes out of it for many batches in a row: then its gradient is
     * zero and it stays so. Next to nothing is as bad if the loss is no better than it was at the start.
     *
     * [1] Li et al., The Lazy Neuron Phenomenon, arXiv 2210.06313.
     */
    private static final int MOST_LAYERS = 100_000;

    /** What makes a dead layer. */
    public record Params(
            @Parameter(
                    value = 0.9999,
                    least = 0.9,
                    most = 1,
                    doc = "share of zeros among a layer's outputs that counts as nothing coming out of it")
            double dead,

            @Parameter(
                    value = 0.95,
                    least = 0.5,
                    most = 1,
                    doc = "the same where the loss has not fallen",
                    source = "ours: healthy layers were seen up to 0.65, sick ones that live up to 0.86")
            double silent,

            @Parameter(
                    value = 0.9,
                    least = 0,
                    most = 1,
                    doc = "share of the loss at the start below which the loss has fallen")
            double fallen,

            @Parameter(value = 16, least = 1, most = 100_000, doc = "readings in a row that a layer must be silent")
            int readings) {
        static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, dead, silent, fallen, readings);
            Range.check("silent", silent, 0.5, dead);
        }
    }

    /** How long each layer has been silent. */
    public static final class State implements Memory {
        private float[] silent = {};
        private float[] dead = {};

        private void fit(int layers) {
            if (silent.length != layers) {
                silent = new float[layers];
                dead = new float[layers];
            }
        }

        @Override
        public void sync(MemoryIo io) {
            silent = io.counts(silent, MOST_LAYERS);
            dead = io.counts(dead, MOST_LAYERS);
        }
    }

    @Override
    public Kind kind() {
        return Kind.DEAD_RELU;
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
        state.fit(0);
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        float[] zeros = reading.layers().column(LayerSeries.ACTIVATION_ZERO_FRACTION);
        if (zeros.length == 0) {
            return abstain(NOT_MEASURED);
        }
        if (run.skipped()) {
            return abstain(SKIPPED_STEP);
        }
        state.fit(zeros.length);
        int first = -1;
        int found = 0;
        for (int i = 0; i < zeros.length; i++) {
            float share = zeros[i]; // below zero: not measured
            if (share >= params.silent() && isRectified(run.facts(), i)) {
                state.silent[i]++;
                state.dead[i] = share >= params.dead() ? state.dead[i] + 1 : 0;
                if (state.dead[i] >= params.readings() || (state.silent[i] >= params.readings() && !hasFallen(run))) {
                    found++;
                    first = first < 0 || state.silent[i] > state.silent[first] ? i : first;
                }
            } else if (share >= 0) {
                state.silent[i] = 0;
                state.dead[i] = 0;
            }
        }
        return first < 0 ? Judgement.CLEAR : firing(run, reading, first, zeros[first], state.silent[first], found);
    }

    private boolean hasFallen(RunContext run) {
        return run.progress().recent() < params.fallen() * run.lossScale().lowStart();
    }

    private static boolean isRectified(JobFacts facts, int layer) {
        String activation =
                layer < facts.layers().size() ? facts.layers().get(layer).activation() : null;
        if (activation == null) {
            return false;
        }
        return activation.equalsIgnoreCase("relu")
                || activation.equalsIgnoreCase("relu6")
                || activation.equalsIgnoreCase("relu2")
                || activation.equalsIgnoreCase("squared_relu");
    }

    private Judgement firing(RunContext run, StepReading reading, int layer, double share, double readings, int found) {
        String name = run.facts().layerName(layer);
        String others = found > 1 ? ", the first of " + found + " such layers" : "";
        int steps = (int) Math.min(Integer.MAX_VALUE, Math.round((readings - 1) * run.stepsPerReading()));
        return new Judgement.Firing(
                "layer:" + name,
                Kind.DEAD_RELU.severity(),
                -1,
                layer,
                Math.max(run.firstStepOfAttempt(), reading.step() - steps),
                List.of(new Evidence(
                        "share of zeros among the outputs of " + name + others,
                        reading.step(),
                        share,
                        0.5,
                        share >= params.dead() ? params.dead() : params.silent(),
                        steps)));
    }
}
