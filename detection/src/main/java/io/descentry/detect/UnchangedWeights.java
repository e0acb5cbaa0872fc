package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.SKIPPED_STEP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;

/** Fires while steps leave weights exactly as they are that should be trained. */
public record UnchangedWeights(Params params) implements StepDetector<Hold> {
    /*
     * Three ways, after TrainCheck [1] and SageMaker's UnchangedTensor. Left out: a layer gets a gradient, other layers
     * move, it does not. Cut off: a layer that is not said to be frozen gets no gradient at all while others move; that
     * may be meant and not said, so it is a warning. Stopped: nothing moves any more, or nothing ever did.
     *
     * An update can also be lost in rounding, when the gradient vanishes or the rate is decayed to nothing; that is no
     * fault of this kind. So an update must have been due: by the layer's gradient, and by how far the optimizer moved other
     * layers, or all of them before, for theirs. Trainers that gather gradients or train parts in turn pause regularly; a stop must be
     * several times longer than any pause before it. A gradient of exactly 0 is a dead or a zero layer.
     *
     * [1] arXiv 2506.14813.
     */

    /** How long, and how sure. */
    public record Params(
            @Parameter(value = 12, least = 3, most = 100_000, doc = "applied steps in a row that left a layer alone")
            int steps,

            @Parameter(value = 8, least = 3, most = 100_000, doc = "steps in a row that moved nothing")
            int idle,

            @Parameter(
                    value = 96,
                    least = 3,
                    most = 100_000,
                    doc = "the same where no step ever did, and where two players are trained in turn")
            int never,

            @Parameter(value = 4, least = 1, most = 1000, doc = "multiple of the longest pause before, to be no pause")
            double pauses,

            @Parameter(
                    value = 1e-5,
                    least = 1e-7,
                    most = 1,
                    doc = "update by weights that must have been due",
                    source = "ours: 100 times what single precision rounds away")
            double due,

            @Parameter(
                    value = 0.01,
                    least = 1e-7,
                    most = 1,
                    doc = "the same in half precision",
                    source = "ours: bfloat16 rounds away less than 0.004")
            double dueInHalf) {
        static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, steps, idle, never, pauses, due, dueInHalf);
        }
    }

    @Override
    public Kind kind() {
        return Kind.UNCHANGED_WEIGHTS;
    }

    @Override
    public Hold remember() {
        return new Hold();
    }

    @Override
    public void resume(Hold hold, long step) {
        hold.release();
    }

    @Override
    public Judgement judge(Hold hold, RunContext run, StepReading reading) {
        return hold.after(judge(run, reading));
    }

    private Judgement judge(RunContext run, StepReading reading) {
        LayerColumns columns = reading.layers();
        if (!columns.has(LayerSeries.UPDATE_NORM)
                || !columns.has(LayerSeries.WEIGHT_NORM)
                || !columns.has(LayerSeries.GRAD_NORM)) {
            return abstain(NOT_MEASURED);
        }
        if (run.skipped()) {
            return abstain(SKIPPED_STEP);
        }
        LayerWatch layers = run.layers();
        if (layers.idle() > 0) {
            return stopped(run, reading);
        }
        if (layers.applied() < params.steps()) {
            return abstain(NOT_ENOUGH_DATA);
        }
        int least = run.isAdversarial() ? params.never() : params.steps();
        int cutOff = -1;
        for (int i = 0; i < columns.layers() && i < layers.layers(); i++) {
            boolean still = layers.still(i) >= least && layers.still(i) >= params.pauses() * layers.longestStill(i);
            if (still && layers.trains(i)) {
                if (hasNoGradient(columns, i)) {
                    cutOff = cutOff < 0 && isUsed(columns, i) ? i : cutOff;
                } else if (layers.strength() * share(columns, i) > due(run)) {
                    return firing(run, reading, i, Severity.CRITICAL, layers.strength() * share(columns, i));
                }
            }
        }
        return cutOff < 0 ? Judgement.CLEAR : firing(run, reading, cutOff, Severity.WARNING, Double.NaN);
    }

    private Judgement stopped(RunContext run, StepReading reading) {
        LayerWatch layers = run.layers();
        int least = layers.applied() == 0 || run.isAdversarial() ? params.never() : params.idle();
        if (layers.idle() < Math.max(least, params.pauses() * layers.longestIdle())) {
            return abstain(NOT_ENOUGH_DATA);
        }
        LayerColumns columns = reading.layers();
        boolean none = true;
        for (int i = 0; i < columns.layers() && i < layers.layers(); i++) {
            if (layers.trains(i)) {
                double due = dueWhereStopped(run, reading, i);
                if (due > due(run)) {
                    return firing(run, reading, -1, Severity.CRITICAL, due);
                }
                none &= hasNoGradient(columns, i);
            }
        }
        return none ? firing(run, reading, -1, Severity.CRITICAL, Double.NaN) : Judgement.CLEAR;
    }

    /** The share of its weights by which a layer would have moved had the optimizer gone on as before. */
    private static double dueWhereStopped(RunContext run, StepReading reading, int i) {
        LayerWatch layers = run.layers();
        double rate = reading.has(Series.LEARNING_RATE) ? reading.value(Series.LEARNING_RATE) : Double.NaN;
        double gradient = reading.layers().column(LayerSeries.GRAD_NORM)[i];
        if (!(gradient > 0 && gradient < Double.POSITIVE_INFINITY) || hasNoGradient(reading.layers(), i)) {
            return 0;
        }
        double slower = layers.rateAtMove() > 0 && rate >= 0 ? Math.min(1, rate / layers.rateAtMove()) : 1;
        // Before the first move it is plain descent, and without a rate NaN, which is never enough.
        return share(reading.layers(), i) * (layers.applied() == 0 ? rate : layers.strength() * slower);
    }

    /** The gradient of a layer by its weights. */
    private static double share(LayerColumns columns, int i) {
        double gradient = columns.column(LayerSeries.GRAD_NORM)[i];
        double weights = columns.column(LayerSeries.WEIGHT_NORM)[i];
        return gradient < Double.POSITIVE_INFINITY && weights > 0 ? gradient / weights : 0;
    }

    private static boolean hasNoGradient(LayerColumns columns, int i) {
        float[] counts = columns.column(LayerSeries.GRAD_NONFINITE);
        return counts.length > 0 && counts[i] < 0;
    }

    /** Whether a layer takes part in the forward pass; true where outputs are not measured. */
    private static boolean isUsed(LayerColumns columns, int i) {
        float[] counts = columns.column(LayerSeries.ACTIVATION_NONFINITE);
        return counts.length == 0 || counts[i] >= 0;
    }

    private double due(RunContext run) {
        String precision = run.facts().precision();
        return precision != null && precision.contains("16") ? params.dueInHalf() : params.due();
    }

    private Judgement firing(RunContext run, StepReading reading, int layer, Severity severity, double due) {
        LayerWatch layers = run.layers();
        long still = layer < 0 ? layers.idle() : layers.still(layer);
        boolean never = layer < 0 ? layers.applied() == 0 : layers.longestStill(layer) == 0 && layers.ratio(layer) == 0;
        long since =
                never ? run.firstStepOfAttempt() : reading.step() - Math.round((still - 1) * run.stepsPerReading());
        String of = layer < 0 ? "" : " of " + run.facts().layerName(layer);
        int window = (int) Math.min(Integer.MAX_VALUE, Math.max(1, reading.step() - since));
        List<Evidence> evidence = new ArrayList<>(2);
        evidence.add(new Evidence("update by weights" + of, reading.step(), 0, due, Double.NaN, window));
        if (Double.isNaN(due)) {
            evidence.add(new Evidence("gradients" + of, reading.step(), 0, Double.NaN, Double.NaN, 0));
        } else if (layer >= 0) {
            float gradient = reading.layers().column(LayerSeries.GRAD_NORM)[layer];
            evidence.add(new Evidence("grad_norm" + of, reading.step(), gradient, Double.NaN, 0, 0));
        }
        return new Judgement.Firing(
                layer < 0 ? "weights" : "layer:" + run.facts().layerName(layer), severity, -1, layer, since, evidence);
    }
}
