package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires while a layer is exactly zero since its first step and no gradient gets it out of there. */
public record ZeroInit(Params params) implements StepDetector<Hold> {
    /*
     * Weights that begin at zero are common and well if the layer next to them does not: the branch of a residual block, the
     * second factor of a low-rank adapter, a head. Their gradient is not zero, and the first step moves them. Two zero layers
     * in a row never leave: each multiplies the other's gradient by zero. Chains of gates need a step for each of
     * them, so some steps must have passed.
     */

    /** For how long. */
    public record Params(
            @Parameter(
                    value = 8,
                    least = 2,
                    most = 10_000,
                    doc = "applied steps after which zero weights with a zero gradient stay so")
            int steps,

            @Parameter(value = 64, least = 2, most = 10_000, doc = "the same where the steps moved nothing at all")
            int idle) {
        static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, steps, idle);
        }
    }

    @Override
    public Kind kind() {
        return Kind.ZERO_INIT;
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
        if (!columns.has(LayerSeries.WEIGHT_NORM)
                || !columns.has(LayerSeries.UPDATE_NORM)
                || !columns.has(LayerSeries.GRAD_NORM)) {
            return abstain(NOT_MEASURED);
        }
        LayerWatch layers = run.layers();
        if (layers.applied() < params.steps() && layers.idle() < params.idle()) {
            return abstain(NOT_ENOUGH_DATA);
        }
        int first = -1;
        int count = 0;
        for (int i = 0; i < columns.layers() && i < layers.layers(); i++) {
            if (isZero(columns, i) && layers.ratio(i) == 0 && layers.trains(i)) {
                first = first < 0 ? i : first;
                count++;
            }
        }
        return first < 0 ? Judgement.CLEAR : firing(run, reading, first, count);
    }

    private static boolean isZero(LayerColumns columns, int i) {
        float[] without = columns.column(LayerSeries.GRAD_NONFINITE);
        return columns.column(LayerSeries.WEIGHT_NORM)[i] == 0
                && columns.column(LayerSeries.UPDATE_NORM)[i] == 0
                && columns.column(LayerSeries.GRAD_NORM)[i] == 0
                && (without.length == 0 || without[i] == 0);
    }

    private static Judgement firing(RunContext run, StepReading reading, int first, int count) {
        String name = run.facts().layerName(first);
        return new Judgement.Firing(
                "layer:" + name,
                Kind.ZERO_INIT.severity(),
                -1,
                first,
                run.firstStepOfAttempt(),
                List.of(
                        new Evidence("weight_norm of " + name, reading.step(), 0, Double.NaN, Double.NaN, (int)
                                Math.min(Integer.MAX_VALUE, reading.step() - run.firstStepOfAttempt())),
                        new Evidence("grad_norm of " + name, reading.step(), 0, Double.NaN, Double.NaN, 0),
                        new Evidence("layers that are zero", reading.step(), count, 0, Double.NaN, 0)));
    }
}
