package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;

/** Fires while a classifier's loss reads 0.0000 with most of the run to come: there is nothing left to learn, or nothing asked. */
public record CollapsedLoss(Params params) implements StepDetector<CollapsedLoss.State> {
    /*
     * In nats a loss below 1e-4 means that each right answer gets more than 0.9999 of the probability. Where data are not trivial
     * that is memory, a label among the inputs, targets that are masked away, or logits so large that nothing can move them.
     * Four of five batches must read so. Towards the end of a run it is only told, unless the validation set disagrees;
     * batches of one class alone are not counted, for to guess them is no art. Other losses have no such scale.
     */

    /** What a collapse is. */
    public record Params(
            @Parameter(
                    value = 1e-4,
                    least = 0,
                    most = 0.1,
                    doc = "loss that reads 0.0000, in nats",
                    source = "detectors of collapsed losses use 1e-4 with an accuracy below 0.9")
            double nothing,

            @Parameter(value = 24, least = 4, most = 30, doc = "newest losses that are looked at")
            int window,

            @Parameter(value = 0.8, least = 0.5, most = 1, doc = "share of them that must read so")
            double share,

            @Parameter(
                    value = 0.5,
                    least = 0,
                    most = 1,
                    doc = "share of the planned steps after which it is only told: severity info")
            double early,

            @Parameter(
                    value = 0.9,
                    least = 0,
                    most = 1,
                    doc = "accuracy on the validation set below which it is no success at any time")
            double accuracy,

            @Parameter(value = 0.05, least = 0, most = 10, doc = "entropy of labels, in nats, of a batch of one class")
            double entropy,

            @Parameter(
                    value = 0.05,
                    least = 0,
                    most = 1,
                    doc = "validation loss, in nats, below which labels would be hit")
            double hit,

            @Parameter(
                    value = 0.5,
                    least = 0,
                    most = 1,
                    doc =
                            "validation accuracy below which they are not, so that such a loss is next to nothing as well")
            double missed) {
        static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, nothing, window, share, early, accuracy, entropy, hit, missed);
        }
    }

    /** Which of the newest losses were next to nothing, one bit each. */
    public static final class State implements Memory {
        private int bits;
        private int seen;
        private long since = -1;

        @Override
        public void sync(MemoryIo io) {
            bits = io.i32(bits);
            seen = io.i32(seen);
            since = io.i64(since);
        }
    }

    @Override
    public Kind kind() {
        return Kind.COLLAPSED_LOSS;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public void resume(State state, long step) {
        state.bits = 0;
        state.seen = 0;
        state.since = -1;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        double loss = DataLoss.of(reading);
        if (!reading.has(Series.LOSS) || !run.lossKind().isInNats() || run.isAdversarial()) {
            return abstain(NOT_MEASURED);
        }
        if (!Double.isFinite(loss)) {
            return abstain(NOT_FINITE); // NonFinite judges those; several objectives have no scale in common
        }
        boolean oneClass = reading.has(Series.LABEL_ENTROPY) && reading.value(Series.LABEL_ENTROPY) < params.entropy();
        int nothing = !oneClass && Math.abs(loss) < bar(run) ? 1 : 0;
        state.bits = (state.bits << 1 | nothing) & (1 << params.window()) - 1;
        state.seen = Math.min(state.seen + 1, params.window());
        if (state.seen < params.window()) {
            return abstain(NOT_ENOUGH_DATA);
        }
        if (Integer.bitCount(state.bits) < params.share() * params.window()) {
            state.since = -1;
            return Judgement.CLEAR;
        }
        if (state.since < 0) {
            state.since = Math.max(
                    run.firstStepOfAttempt(),
                    reading.step() - Math.round((params.window() - 1) * run.stepsPerReading()));
        }
        return firing(state, run, reading, loss);
    }

    /** A loss that small is enough where the labels are not hit: the probability of a label is {@code exp(-loss)}, so they would be. */
    private double bar(RunContext run) {
        EvalHistory.Split validation = run.evals().of("validation");
        boolean contradicts = validation.last() < params.hit() && validation.accuracy() < params.missed();
        return contradicts ? params.hit() : params.nothing();
    }

    private Judgement firing(State state, RunContext run, StepReading reading, double loss) {
        double accuracy = run.evals().of("validation").accuracy();
        boolean disagrees = accuracy < params.accuracy();
        boolean isEarly = state.since < params.early() * run.facts().expectedSteps();
        List<Evidence> evidence = new ArrayList<>(3);
        evidence.add(new Evidence("loss", reading.step(), loss, Double.NaN, params.nothing(), (int)
                Math.min(Integer.MAX_VALUE, reading.step() - state.since)));
        if (reading.has(Series.LOGIT_ABS_MAX)) {
            evidence.add(new Evidence(
                    "logit_abs_max", reading.step(), reading.value(Series.LOGIT_ABS_MAX), Double.NaN, Double.NaN, 0));
        }
        if (Double.isFinite(accuracy)) {
            evidence.add(new Evidence(
                    "validation accuracy",
                    run.evals().of("validation").lastStep(),
                    accuracy,
                    Double.NaN,
                    params.accuracy(),
                    0));
        }
        return new Judgement.Firing(
                "loss",
                isEarly || disagrees ? Kind.COLLAPSED_LOSS.severity() : Severity.INFO,
                -1,
                -1,
                state.since,
                evidence);
    }
}
