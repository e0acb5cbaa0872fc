package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.SKIPPED_STEP;
import static io.descentry.detect.Judgement.Reason.WARMING_UP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.StepReading;
import java.util.List;

/** Tells that steps hardly change the weights, of the whole net or of a layer, while there is something to learn. */
public record UpdateRatioLow(Params params) implements StepDetector<Stretch> {
    /*
     * A step should change weights by about a thousandth of their size [1]. Schedules end near a rate of zero, so the share
     * is taken as it would be at the peak of the rate; and it is small in a run that has learnt all there is, so the loss
     * must still be there. A ramp of the rate that is under way says nothing yet. A layer that does not move at all, or gets no
     * gradient, is what other kinds are about. It is evidence about the learning rate, and no fault by itself: it never
     * pages.
     *
     * [1] CS231n, notes on neural networks 3.
     */

    /** How little, and for how long. */
    public record Params(
            @Parameter(
                    value = 3e-5,
                    least = 1e-12,
                    most = 1,
                    doc = "update by weights of the whole net, at the peak of the rate, that is low",
                    source = "ours, 10^-4.5: 1e-3 is healthy, CS231n")
            double low,

            @Parameter(value = 1e-6, least = 1e-12, most = 1, doc = "the same of a layer alone")
            double layerLow,

            @Parameter(value = 64, least = 8, most = 1e6, doc = "readings in a row for which it is")
            int readings,

            @Parameter(
                    value = 0.05,
                    least = 0,
                    most = 1,
                    doc = "share of the loss at the start below which a run is done")
            double done) {
        static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, low, layerLow, readings, done);
        }
    }

    @Override
    public Kind kind() {
        return Kind.UPDATE_RATIO_LOW;
    }

    @Override
    public Stretch remember() {
        return new Stretch();
    }

    @Override
    public void resume(Stretch stretch, long step) {
        stretch.end();
    }

    @Override
    public Judgement judge(Stretch stretch, RunContext run, StepReading reading) {
        LayerColumns columns = reading.layers();
        if (!columns.has(LayerSeries.UPDATE_NORM)) {
            return abstain(NOT_MEASURED);
        }
        if (run.skipped() || run.layers().idle() > 0) {
            return abstain(SKIPPED_STEP);
        }
        RateHistory rate = run.rate();
        boolean ramp = rate.peak() > 0 && rate.now() == rate.peak() && rate.steadyFor() < run.readingsOfAttempt() / 2;
        if (run.isRateWarmingUp() || ramp) {
            return abstain(WARMING_UP);
        }
        double share = rate.shareOfPeak();
        double enough = run.atMostThird(params.readings());
        if (!(share > 0) || rate.sinceRise() < enough) {
            return abstain(NOT_ENOUGH_DATA);
        }
        double whole = Math.pow(10, run.updateRatio()) / share;
        int layer = whole < params.low() ? -1 : weakest(run.layers(), columns);
        boolean low = layer < 0 ? whole < params.low() : run.layers().ratio(layer) < params.layerLow() * share;
        boolean done = run.progress().recent() < params.done() * run.lossScale().lowStart();
        if (!low || done) {
            stretch.end();
            return Judgement.CLEAR;
        }
        stretch.goOn(reading.step());
        return stretch.readings() < enough ? Judgement.CLEAR : firing(stretch, run, reading, layer, whole);
    }

    /** The layer that the step at hand moved by its gradient, and that steps move least; -1 if there is none. */
    private static int weakest(LayerWatch layers, LayerColumns columns) {
        float[] updates = columns.column(LayerSeries.UPDATE_NORM);
        float[] gradients = columns.column(LayerSeries.GRAD_NORM);
        int weakest = -1;
        for (int i = 0; i < updates.length && i < layers.layers(); i++) {
            boolean moved = updates[i] > 0 && layers.ratio(i) > 0 && (gradients.length == 0 || gradients[i] > 0);
            if (moved && layers.learns(i) && (weakest < 0 || layers.ratio(i) < layers.ratio(weakest))) {
                weakest = i;
            }
        }
        return weakest;
    }

    private Judgement firing(Stretch stretch, RunContext run, StepReading reading, int layer, double whole) {
        String name = layer < 0 ? "all layers" : run.facts().layerName(layer);
        double share = run.rate().shareOfPeak();
        return new Judgement.Firing(
                layer < 0 ? "weights" : "layer:" + name,
                Kind.UPDATE_RATIO_LOW.severity(),
                -1,
                layer,
                stretch.since(),
                List.of(new Evidence(
                        "update by weights of " + name + (share < 1 ? ", at the peak of the rate" : ""),
                        reading.step(),
                        layer < 0 ? whole : run.layers().ratio(layer) / share,
                        1e-3,
                        layer < 0 ? params.low() : params.layerLow(),
                        stretch.window(reading.step()))));
    }
}
