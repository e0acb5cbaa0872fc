package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.SKIPPED_STEP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires while next to nothing of the gradient reaches the first layers and the loss gets nowhere. */
public record GradientVanishing(Params params) implements StepDetector<Stretch> {
    /*
     * A small gradient alone says little: it depends on the loss's scale, it is small in a converged run, and bars on it flag
     * correct programs as often as faulty ones [1]. Layers of one net share all that, so the first trained layer is
     * compared with the strongest one; and a net that learns is well however its gradients are spread, so the loss
     * must also stand: where it began, or anywhere far from zero if the first layer was hardly moved since the first steps
     * (the last layers alone still learn the mean of the targets). A gradient of exactly 0 is dead or cut off, which other
     * kinds are about, unless layers behind it have next to none.
     *
     * [1] DEFault, arXiv 2501.12560; the comparison of first and last layer is AutoTrainer's, ICSE 2021.
     */

    /** Readings that the first steps are. */
    private static final int FIRST = 8;

    /** How weak, for how long, and what counts as getting nowhere. */
    public record Params(
            @Parameter(
                    value = 1e-3,
                    least = 0,
                    most = 1,
                    doc = "gradient of the first layer by that of the strongest one below which it vanishes",
                    source = "AutoTrainer; healthy runs stay above 0.02")
            double ratio,

            @Parameter(value = 96, least = 16, most = 1e6, doc = "readings in a row for which it does")
            int readings,

            @Parameter(
                    value = 0.1,
                    least = 0,
                    most = 1,
                    doc = "distance from its start within which a loss is still there, as a share of it")
            double band,

            @Parameter(
                    value = 0.2,
                    least = 0,
                    most = 1,
                    doc = "share of the loss at the start above which a flat loss is far from zero")
            double far,

            @Parameter(
                    value = 1e-5,
                    least = 0,
                    most = 1,
                    doc = "update by weights of the first layer below which it hardly moves",
                    source = "ours: 1e-3 is healthy, CS231n")
            double moves,

            @Parameter(
                    value = 0.01,
                    least = 0,
                    most = 1,
                    doc = "fall over the newer half of the run, as a share of the loss, that counts as none")
            double gain,

            @Parameter(
                    value = 0.8,
                    least = 0,
                    most = 1,
                    doc = "share of the loss at chance below which a run did not begin untaught")
            double chance) {
        static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, ratio, readings, band, far, moves, gain, chance);
        }
    }

    @Override
    public Kind kind() {
        return Kind.GRADIENT_VANISHING;
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
        float[] gradients = reading.layers().column(LayerSeries.GRAD_NORM);
        if (gradients.length < 2 || !reading.has(Series.LOSS)) {
            return abstain(NOT_MEASURED);
        }
        if (run.skipped()) {
            return abstain(SKIPPED_STEP);
        }
        if (!Double.isFinite(reading.value(Series.LOSS))) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        LayerWatch layers = run.layers();
        int first = first(layers, gradients);
        int strongest = first < 0 ? -1 : strongest(layers, first);
        if (first < 0 || !(layers.gradient(first) < params.ratio() * layers.gradient(strongest))) {
            stretch.end();
            return Judgement.CLEAR;
        }
        stretch.goOn(reading.step());
        if (stretch.readings() < run.atMostThird(params.readings())
                || !run.progress().isKnown()
                || run.isRateWarmingUp()
                || run.isAdversarial()) {
            return abstain(NOT_ENOUGH_DATA);
        }
        boolean stuck = atStart(run) || (sinceStart(stretch, run) && hardlyMoves(layers, first) && flat(run));
        return stuck ? firing(stretch, run, reading, first, strongest) : Judgement.CLEAR;
    }

    /** The first layer that learns and has a gradient; -1 if there is none. */
    private static int first(LayerWatch layers, float[] gradients) {
        for (int i = 0; i < gradients.length && i < layers.layers(); i++) {
            if (gradients[i] > 0 && layers.learns(i)) {
                return i;
            }
        }
        return -1;
    }

    private static int strongest(LayerWatch layers, int first) {
        int strongest = first;
        for (int i = first + 1; i < layers.layers(); i++) {
            if (layers.learns(i) && layers.gradient(i) > layers.gradient(strongest)) {
                strongest = i;
            }
        }
        return strongest;
    }

    private boolean atStart(RunContext run) {
        double start = run.lossScale().start();
        double band = params.band() * Math.abs(start);
        boolean untaught = !(start < params.chance() * run.lossAtChance());
        return untaught && Math.abs(run.progress().level() - start) <= band;
    }

    private static boolean sinceStart(Stretch stretch, RunContext run) {
        return stretch.since() - run.firstStepOfAttempt() <= FIRST * run.stepsPerReading();
    }

    private boolean hardlyMoves(LayerWatch layers, int first) {
        return layers.ratio(first) > 0 && layers.ratio(first) < params.moves();
    }

    private boolean flat(RunContext run) {
        LossProgress progress = run.progress();
        return progress.gain() < params.gain()
                && progress.level() > params.far() * run.lossScale().lowStart();
    }

    private Judgement firing(Stretch stretch, RunContext run, StepReading reading, int first, int strongest) {
        LayerWatch layers = run.layers();
        int begin = 0;
        while (!layers.learns(begin)) {
            begin++;
        }
        return new Judgement.Firing(
                "layer:" + run.facts().layerName(begin),
                Kind.GRADIENT_VANISHING.severity(),
                -1,
                begin,
                stretch.since(),
                List.of(
                        new Evidence(
                                "grad_norm of " + run.facts().layerName(first) + " by that of "
                                        + run.facts().layerName(strongest),
                                reading.step(),
                                (double) layers.gradient(first) / layers.gradient(strongest),
                                Double.NaN,
                                params.ratio(),
                                stretch.window(reading.step())),
                        new Evidence(
                                "loss (median of the newer half)",
                                reading.step(),
                                run.progress().level(),
                                run.lossScale().start(),
                                Double.NaN,
                                0)));
    }
}
