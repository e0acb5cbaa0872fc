package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.SKIPPED_STEP;
import static io.descentry.detect.Judgement.Reason.WARMING_UP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.reading.LayerSeries;
import io.descentry.reading.StepReading;
import java.util.List;

/** Tells that each step changes a layer by a large share of its size, for longer than the first steps do. */
public record UpdateRatioHigh(Params params) implements StepDetector<Stretch> {
    /*
     * A step should change weights by about a thousandth of their size [1]. At the peak of a warm-up, and in layers that
     * begin small, it is several hundredths for a while; weights then grow and rates decay, so only a share that stays
     * counts. It is evidence about the learning rate, and no fault by itself: it never pages.
     *
     * [1] CS231n, notes on neural networks 3.
     */

    /** How much, and for how long. */
    public record Params(
            @Parameter(
                    value = 0.032,
                    least = 1e-6,
                    most = 100,
                    doc = "update by weights that is high",
                    source = "ours, 10^-1.5: 1e-3 is healthy, CS231n")
            double high,

            @Parameter(value = 100, least = 8, most = 1e6, doc = "readings in a row for which it is")
            int readings,

            @Parameter(value = 64, least = 0, most = 1e6, doc = "first steps of which nothing is said")
            int first) {
        static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, high, readings, first);
        }
    }

    @Override
    public Kind kind() {
        return Kind.UPDATE_RATIO_HIGH;
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
        if (!reading.layers().has(LayerSeries.UPDATE_NORM)) {
            return abstain(NOT_MEASURED);
        }
        if (run.skipped()) {
            return abstain(SKIPPED_STEP);
        }
        boolean first = reading.step() - run.firstStepOfAttempt() < params.first();
        if (first || run.isRateWarmingUp()) {
            return abstain(WARMING_UP);
        }
        LayerWatch layers = run.layers();
        int worst = -1;
        for (int i = 0; i < layers.layers(); i++) {
            if (layers.learns(i) && (worst < 0 || layers.ratio(i) > layers.ratio(worst))) {
                worst = i;
            }
        }
        if (worst < 0 || layers.ratio(worst) < params.high()) {
            stretch.end();
            return Judgement.CLEAR;
        }
        stretch.goOn(reading.step());
        return stretch.readings() < run.atMostThird(params.readings())
                ? Judgement.CLEAR
                : firing(stretch, run, reading, worst, layers.ratio(worst));
    }

    private Judgement firing(Stretch stretch, RunContext run, StepReading reading, int worst, double ratio) {
        String name = run.facts().layerName(worst);
        return new Judgement.Firing(
                "layer:" + name,
                Kind.UPDATE_RATIO_HIGH.severity(),
                -1,
                worst,
                stretch.since(),
                List.of(new Evidence(
                        "update by weights of " + name,
                        reading.step(),
                        ratio,
                        1e-3,
                        params.high(),
                        stretch.window(reading.step()))));
    }
}
