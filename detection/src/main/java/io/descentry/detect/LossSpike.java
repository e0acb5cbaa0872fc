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

    /**
     * What makes a leap, and how many make a spike.
     *
     * @param window unflagged losses that teach the level; 128 (OLMo-core)
     * @param warmUp losses that only teach; 48, so that with the first 16, which set the scale, it is 64 (ours)
     * @param sigmas robust standard deviations above the level that make a leap; 6 (OLMo-core)
     * @param ratio multiple of the level that a leap must reach as well; 1.10 (ours)
     * @param loneSigmas standard deviations at which one leap is enough; 12 (ours)
     * @param loneRatio multiple of the level at which one leap is enough, else 3 of 4 are needed; 3 (ours)
     * @param floor least standard deviation, in natural logarithms of the loss; 0.005 (ours)
     * @param rise least rise of a leap, as a share of the loss at the start; 0.02 (ours)
     * @param regime leaps in a row after which they are the new level; 50 (ours)
     * @param climb growth of the level over the window above which there is none; 2 (ours)
     */
    public record Params(
            int window,
            int warmUp,
            double sigmas,
            double ratio,
            double loneSigmas,
            double loneRatio,
            double floor,
            double rise,
            int regime,
            double climb) {
        public static final Params DEFAULT = new Params(128, 48, 6, 1.10, 12, 3, 0.005, 0.02, 50, 2);

        public Params {
            Range.check("window", window, 16, 4096);
            Range.check("warmUp", warmUp, 16, window);
            Range.check("sigmas", sigmas, 1, 100);
            Range.check("ratio", ratio, 1, 100);
            Range.check("loneSigmas", loneSigmas, sigmas, 1000);
            Range.check("loneRatio", loneRatio, ratio, 1000);
            Range.check("floor", floor, 0, 1);
            Range.check("rise", rise, 0, 10);
            Range.check("regime", regime, 3, 10_000);
            Range.check("climb", climb, 1, 1000);
        }
    }

    /** The level of the loss and the last leaps above it. */
    public static final class State implements Memory {
        private final RobustLevel level;
        private int recent;
        private int inRow;

        State(int window) {
            level = new RobustLevel(window);
        }

        @Override
        public void sync(MemoryIo io) {
            level.sync(io);
            recent = io.i32(recent);
            inRow = io.i32(inRow);
        }
    }

    @Override
    public Kind kind() {
        return Kind.LOSS_SPIKE;
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
        double bar = expected + Math.max(params.sigmas() * scale, Math.log(params.ratio()));
        double loneBar = expected + Math.max(params.loneSigmas() * scale, Math.log(params.loneRatio()));
        double rise = loss - run.lossScale().loss(expected);
        boolean leap =
                value > bar && rise > params.rise() * Math.abs(run.lossScale().start());
        state.recent = (state.recent << 1 | (leap ? 1 : 0)) & 0b1111;
        state.inRow = leap ? state.inRow + 1 : 0;
        if (state.inRow >= params.regime()) {
            state.level.clear();
            state.inRow = 0;
        }
        if (!leap) {
            state.level.add(value);
            return Judgement.CLEAR;
        }
        if (value > loneBar || Integer.bitCount(state.recent) >= 3) {
            return firing(run.lossScale(), reading.step(), loss, expected, bar);
        }
        return Judgement.CLEAR;
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
