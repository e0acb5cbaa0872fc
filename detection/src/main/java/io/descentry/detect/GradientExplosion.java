package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.SKIPPED_STEP;
import static io.descentry.detect.Judgement.Reason.WARMING_UP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.stat.RobustLevel;
import java.util.ArrayList;
import java.util.List;

/** Fires when the gradient is so large that a step throws the weights about, or leaps far above all it was before. */
public record GradientExplosion(Params params) implements StepDetector<GradientExplosion.State> {
    /*
     * A norm alone says little: it depends on the loss's scale, and thresholds on it are near coin flips on labelled runs [1].
     * So either the damage must show (a layer moved by a good part of its size in one step by a large gradient, which also
     * finds nets that explode from their first step), or the norm must leave both its level and its start far behind.
     * A clipped gradient does no harm: then clipping works. A small one that leaps no further than the loss is a spike's shadow.
     *
     * [1] DEFault, arXiv 2501.12560.
     */

    /** What makes an explosion. */
    public record Params(
            @Parameter(value = 64, least = 16, most = 4096, doc = "unflagged norms that teach the level")
            int window,

            @Parameter(value = 32, least = 16, most = 4096, doc = "norms that only teach the level")
            int warmUp,

            @Parameter(
                    value = 50,
                    least = 0,
                    most = 1e12,
                    doc = "least norm of an explosion that is known by its damage")
            double norm,

            @Parameter(
                    value = 0.2,
                    least = 0,
                    most = 10,
                    doc = "share of a layer's size that such a step moves",
                    source = "ours: healthy is about 0.001")
            double damage,

            @Parameter(
                    value = 6,
                    least = 1,
                    most = 100,
                    doc = "robust standard deviations of ln(norm) above the level",
                    source = "OLMo-core")
            double sigmas,

            @Parameter(value = 30, least = 1, most = 1e6, doc = "multiple of the level that a leap must reach")
            double ratio,

            @Parameter(
                    value = 10,
                    least = 1,
                    most = 1e6,
                    doc = "multiple of the norm at the start that a leap must reach as well")
            double startRatio,

            @Parameter(
                    value = 0.05,
                    least = 0,
                    most = 10,
                    doc = "share of a layer's size that a leap must move, where it is measured")
            double harm,

            @Parameter(
                    value = 3,
                    least = 1,
                    most = 1000,
                    doc = "multiple by which ratio and startRatio must be passed to fire without that")
            double sheer,

            @Parameter(value = 50, least = 3, most = 10_000, doc = "leaps in a row after which they are the new level")
            int regime) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(
                    Params.class, window, warmUp, norm, damage, sigmas, ratio, startRatio, harm, sheer, regime);
            Range.check("warm-up", warmUp, 16, window);
            Range.check("harm", harm, 0, damage);
        }
    }

    /** The level of ln(norm), and what it was at the start. */
    public static final class State implements Memory {
        private static final double LEAST = 1e-30;

        private final RobustLevel level;
        private int inRow;
        private float start = Float.NaN;

        State(int window) {
            level = new RobustLevel(window);
        }

        private void learn(double log, int warmUp) {
            level.add(log);
            if (Float.isNaN(start) && level.size() >= warmUp / 2) {
                start = (float) level.median();
            }
        }

        @Override
        public void sync(MemoryIo io) {
            level.sync(io);
            inRow = io.i32(inRow);
            start = io.f32(start);
        }
    }

    @Override
    public Kind kind() {
        return Kind.GRADIENT_EXPLOSION;
    }

    @Override
    public int layout() {
        return 4;
    }

    @Override
    public State remember() {
        return new State(params.window());
    }

    @Override
    public void resume(State state, long step) {
        state.inRow = 0;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        if (!reading.has(Series.GRAD_NORM)) {
            return abstain(NOT_MEASURED);
        }
        if (run.skipped()) {
            return abstain(SKIPPED_STEP);
        }
        double norm = reading.value(Series.GRAD_NORM);
        if (!Double.isFinite(norm)) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        if (run.batchChangedNow()) {
            state.level.clear();
        }
        double log = Math.log(Math.max(norm, State.LEAST));
        boolean taught = state.level.size() >= params.warmUp();
        double expected = state.level.expected();
        double bar = taught
                ? Math.max(
                        expected + Math.max(params.sigmas() * state.level.scale(), Math.log(params.ratio())),
                        state.start + Math.log(params.startRatio()))
                : Double.POSITIVE_INFINITY;
        boolean leap = log > bar;
        Hit hit = leap || norm >= params.norm() ? Hit.hardest(reading) : Hit.NONE;
        boolean damaging = norm >= params.norm() && hit.share() >= params.damage();
        if (!leap && !damaging) {
            state.inRow = 0;
            state.learn(log, params.warmUp());
            return taught ? Judgement.CLEAR : abstain(WARMING_UP);
        }
        state.inRow++;
        if (state.inRow >= params.regime()) {
            state.level.clear();
            state.inRow = 0;
        }
        boolean harmful = !hit.measured() || hit.share() >= params.harm() || log > bar + Math.log(params.sheer());
        if (reading.clipped()
                || !(damaging || harmful)
                || (norm < params.norm() && followsLoss(run, reading, log - expected))) {
            return Judgement.CLEAR;
        }
        return firing(
                reading,
                run,
                hit,
                norm,
                taught ? Math.exp(expected) : Double.NaN,
                leap ? Math.exp(bar) : params.norm());
    }

    /** Whether the loss leapt as far above its level as the gradient did: then it is the shadow of a spike of the loss. */
    private static boolean followsLoss(RunContext run, StepReading reading, double leap) {
        double level = run.progress().level();
        return level > 0 && Math.log(reading.value(Series.LOSS) / level) >= leap;
    }

    private Judgement firing(StepReading reading, RunContext run, Hit hit, double norm, double expected, double bar) {
        List<Evidence> evidence = new ArrayList<>(2);
        evidence.add(new Evidence(
                "grad_norm", reading.step(), norm, expected, bar, Double.isNaN(expected) ? 0 : params.window()));
        if (hit.measured()) {
            evidence.add(new Evidence(
                    "update ratio of " + run.facts().layerName(hit.layer()),
                    reading.step(),
                    hit.share(),
                    1e-3,
                    params.damage(),
                    0));
        }
        return new Judgement.Firing(
                "grad_norm", Kind.GRADIENT_EXPLOSION.severity(), -1, worst(reading), reading.step(), evidence);
    }

    /** The layer with the largest gradient, or -1. */
    private static int worst(StepReading reading) {
        float[] norms = reading.layers().column(LayerSeries.GRAD_NORM);
        int worst = -1;
        for (int i = 0; i < norms.length; i++) {
            if (Float.isFinite(norms[i]) && (worst < 0 || norms[i] > norms[worst])) {
                worst = i;
            }
        }
        return worst;
    }
}
