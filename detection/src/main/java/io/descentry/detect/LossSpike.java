package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.TOO_NOISY;
import static io.descentry.detect.Judgement.Reason.WARMING_UP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.stat.RobustLevel;
import java.util.List;

/** Fires when the loss leaps far above what its last values let expect. */
public record LossSpike(Params params) implements StepDetector<LossSpike.State> {

    /** What makes a leap, and how many make a spike. */
    public record Params(
            @Parameter(
                    value = 128,
                    least = 16,
                    most = 4096,
                    doc = "unflagged losses that teach the level",
                    source = "OLMo-core")
            int window,

            @Parameter(
                    value = 48,
                    least = 16,
                    most = 4096,
                    doc = "losses that only teach; with the first 16, which set the scale, it is 64")
            int warmUp,

            @Parameter(
                    value = 6,
                    least = 1,
                    most = 100,
                    doc = "robust standard deviations above the level that make a leap",
                    source = "OLMo-core")
            double sigmas,

            @Parameter(value = 1.2, least = 1, most = 100, doc = "multiple of the level that a leap must reach as well")
            double ratio,

            @Parameter(value = 12, least = 1, most = 1000, doc = "standard deviations at which one leap is enough")
            double loneSigmas,

            @Parameter(
                    value = 3,
                    least = 1,
                    most = 1000,
                    doc = "multiple of the level at which one leap is enough, else 3 of 4 are needed")
            double loneRatio,

            @Parameter(
                    value = 4,
                    least = 1,
                    most = 100,
                    doc = "robust standard deviations that make a leap of a reading soon after one: a spike decays")
            double decaySigmas,

            @Parameter(
                    value = 0.005,
                    least = 0,
                    most = 1,
                    doc = "least standard deviation, in natural logarithms of the loss")
            double floor,

            @Parameter(
                    value = 0.02,
                    least = 0,
                    most = 10,
                    doc = "least rise of a leap, as a share of the loss at the start")
            double rise,

            @Parameter(value = 50, least = 3, most = 10_000, doc = "leaps in a row after which they are the new level")
            int regime,

            @Parameter(
                    value = 2,
                    least = 1,
                    most = 1000,
                    doc = "growth of the level over the window above which there is none")
            double climb) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(
                    Params.class,
                    window,
                    warmUp,
                    sigmas,
                    ratio,
                    loneSigmas,
                    loneRatio,
                    decaySigmas,
                    floor,
                    rise,
                    regime,
                    climb);
            Range.check("warm-up", warmUp, 16, window);
            Range.check("decay-sigmas", decaySigmas, 1, sigmas);
            Range.check("lone-sigmas", loneSigmas, sigmas, 1000);
            Range.check("lone-ratio", loneRatio, ratio, 1000);
        }
    }

    /** The level of the loss and the last leaps above it. */
    public static final class State implements Memory {
        private final RobustLevel level;
        private int recent;
        private int inRow;
        private float last;
        private long heldStep = -1;
        private double heldLoss;
        private double heldExpected;
        private double heldBar;

        private void hold(long step, double loss, double expected, double bar) {
            heldStep = step;
            heldLoss = loss;
            heldExpected = expected;
            heldBar = bar;
        }

        State(int window) {
            level = new RobustLevel(window);
        }

        @Override
        public void sync(MemoryIo io) {
            level.sync(io);
            recent = io.i32(recent);
            inRow = io.i32(inRow);
            last = io.f32(last);
            heldStep = io.i64(heldStep);
            if (heldStep >= 0) {
                heldLoss = io.f64(heldLoss);
                heldExpected = io.f64(heldExpected);
                heldBar = io.f64(heldBar);
            }
        }
    }

    @Override
    public Kind kind() {
        return Kind.LOSS_SPIKE;
    }

    @Override
    public int layout() {
        return 6;
    }

    @Override
    public State remember() {
        return new State(params.window());
    }

    @Override
    public void resume(State state, long step) {
        state.recent = 0;
        state.inRow = 0;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        if (!reading.has(Series.LOSS)) {
            return abstain(NOT_MEASURED);
        }
        double loss = reading.value(Series.LOSS);
        if (!Double.isFinite(loss)) {
            return abstain(NOT_FINITE); // NonFinite judges those
        }
        if (!run.lossScale().isSet()) {
            return abstain(WARMING_UP);
        }
        if (run.dataChangedNow() || run.batchChangedNow()) {
            state.level.clear();
            state.heldStep = -1;
        }
        double value = run.lossScale().level(loss);
        if (state.level.size() < params.warmUp() || run.isWarmingUp()) {
            state.level.add(value);
            return abstain(WARMING_UP);
        }
        if (state.level.trend() * params.window() > Math.log(params.climb())) {
            state.level.add(value);
            return abstain(TOO_NOISY); // no level to leap from; LossDivergence judges those
        }
        double expected = state.level.expected();
        double scale = Math.max(state.level.scale(), params.floor());
        double sigmas = (state.recent & 0b11) == 0 ? params.sigmas() : params.decaySigmas();
        double bar = expected + Math.max(sigmas * scale, Math.log(params.ratio()));
        double loneBar = expected + Math.max(params.loneSigmas() * scale, Math.log(params.loneRatio()));
        boolean leap = value > bar && rises(run.lossScale(), loss, expected);
        boolean runsAway = (state.recent & 1) == 1 && leap && value > state.last + Math.log(params.loneRatio());
        state.last = (float) value;
        state.recent = (state.recent << 1 | (leap ? 1 : 0)) & 0b1111;
        state.inRow = leap ? state.inRow + 1 : 0;
        if (state.inRow >= params.regime()) {
            state.level.clear();
            state.inRow = 0;
        }
        if (!leap) {
            state.level.add(value);
            return run.isDataShifting() ? Judgement.CLEAR : released(state, run);
        }
        if (runsAway) {
            return abstain(TOO_NOISY); // it multiplies from step to step, which is no leap; LossDivergence judges those
        }
        boolean many = Integer.bitCount(state.recent) >= 3;
        if ((value > loneBar || many) && far(run, loss)) {
            if (run.isDataShifting()) {
                state.hold(reading.step(), loss, expected, bar);
                return abstain(TOO_NOISY);
            }
            return firing(run.lossScale(), reading.step(), loss, expected, bar);
        }
        return Judgement.CLEAR;
    }

    private boolean rises(LossScale scale, double loss, double expected) {
        return loss - scale.loss(expected) > params.rise() * Math.abs(scale.start());
    }

    /** A loss without a fixed target crosses zero, where no ratio means anything: then its size must leap. */
    private boolean far(RunContext run, double loss) {
        return !run.isAdversarial()
                || loss > params.loneRatio() * run.lossScale().largestAtStart();
    }

    /** A leap beside other inputs may be the first of other data, which is no spike: it is told when they turn out not to last. */
    private Judgement released(State state, RunContext run) {
        if (state.heldStep < 0) {
            return Judgement.CLEAR;
        }
        Judgement firing = firing(run.lossScale(), state.heldStep, state.heldLoss, state.heldExpected, state.heldBar);
        state.heldStep = -1;
        return firing;
    }

    private Judgement firing(LossScale scale, long step, double loss, double expected, double bar) {
        return new Judgement.Firing(
                "loss",
                Kind.LOSS_SPIKE.severity(),
                -1,
                -1,
                step,
                List.of(new Evidence("loss", step, loss, scale.loss(expected), scale.loss(bar), params.window())));
    }
}
