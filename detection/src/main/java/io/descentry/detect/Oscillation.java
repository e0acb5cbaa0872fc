package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_FINITE;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.memory.Nearby;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.stat.Floats;
import io.descentry.stat.Swings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Fires while the loss goes up and down by a good part of its start and gets nowhere, because steps are too long. */
public record Oscillation(Params params) implements StepDetector<Oscillation.State> {
    /*
     * The loss of small batches goes up and down as well, so counting changes of direction tells nothing: independent noise
     * changes it at two thirds of the steps. Three things tell a loss that is thrown about. It turns, over and over, by a good
     * part of what the run began with, and its level drifts less than it swings. At a steady rate, for a schedule moves the
     * loss on purpose. And the swings are explained: either they have a rhythm (autocorrelation), which noise has not and
     * gradient descent beyond the edge of stability [1] or under too much momentum has, or they come back above the
     * start while each step moves the weights by many times the usual thousandth of their size [2].
     *
     * [1] Cohen et al. 2021, Gradient Descent on Neural Networks Typically Occurs at the Edge of Stability. [2] CS231n notes.
     */

    /** How far, how often, and what explains it. */
    public record Params(
            @Parameter(value = 64, least = 16, most = 1024, doc = "losses that are looked at")
            int window,

            @Parameter(
                    value = 0.3,
                    least = 0.01,
                    most = 100,
                    doc = "way between two turns of a rhythm, as a share of the loss at the start")
            double swing,

            @Parameter(value = 2, least = 1, most = 1024, doc = "such turns in each half of the window")
            int turns,

            @Parameter(
                    value = 0.35,
                    least = 0,
                    most = 1,
                    doc =
                            "way between the mean levels of both halves, as a share of the range from 10 to 90 % of the losses,"
                                    + " above which it drifts instead")
            double drift,

            @Parameter(
                    value = 0.5,
                    least = 0,
                    most = 1,
                    doc = "autocorrelation that makes a rhythm; noise stays below 0.35")
            double rhythm,

            @Parameter(
                    value = -2.2,
                    least = -20,
                    most = 1,
                    doc = "log10 of the update ratio that a rhythm needs where it is measured",
                    source = "ours: -3 is healthy, CS231n")
            double moving,

            @Parameter(
                    value = 0.5,
                    least = 0.01,
                    most = 100,
                    doc = "way between two turns without a rhythm, as a share of the loss at the start")
            double bounce,

            @Parameter(value = 8, least = 1, most = 1024, doc = "such turns in the window")
            int bounces,

            @Parameter(value = 3, least = 0, most = 1024, doc = "losses above the start that they need")
            int above,

            @Parameter(
                    value = -1.7,
                    least = -20,
                    most = 1,
                    doc = "log10 of the update ratio that they need",
                    source = "ours: -3 is healthy, CS231n")
            double wild,

            @Parameter(
                    value = 0.08,
                    least = 0,
                    most = 10,
                    doc = "change from one evaluation to the next, as a share of their level, below which they agree")
            double agreed) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(
                    Params.class, window, swing, turns, drift, rhythm, moving, bounce, bounces, above, wild, agreed);
            Range.check("bounce", bounce, swing, 100);
        }
    }

    /** The last losses. */
    public static final class State implements Memory {
        private static final int LOOK_EVERY = 4;
        private static final int MOST = 1024;

        private final float[] losses;
        private int size;
        private int next;
        private int fresh;

        State(int window) {
            losses = new float[window];
        }

        private boolean add(double loss) {
            losses[next] = Nearby.rounded(Floats.finite(loss));
            next = (next + 1) % losses.length;
            size = Math.min(size + 1, losses.length);
            fresh = (fresh + 1) % LOOK_EVERY;
            return size == losses.length && fresh == 0;
        }

        private float[] inOrder() {
            float[] ordered = new float[size];
            int oldest = size < losses.length ? 0 : next;
            int behind = Math.min(size, losses.length - oldest);
            System.arraycopy(losses, oldest, ordered, 0, behind);
            System.arraycopy(losses, 0, ordered, behind, size - behind);
            return ordered;
        }

        private void forget() {
            size = 0;
            next = 0;
            fresh = 0;
        }

        @Override
        public void sync(MemoryIo io) {
            fresh = io.i32(fresh);
            int n = io.i32(size);
            if (n < 0 || n > MOST) {
                throw new MemoryFormatException(n + " losses");
            }
            float[] stored = Arrays.copyOf(inOrder(), n);
            Nearby.brief(io, stored, n);
            size = Math.min(n, losses.length); // another setting may have remembered more
            System.arraycopy(stored, n - size, losses, 0, size);
            next = size % losses.length;
        }
    }

    @Override
    public Kind kind() {
        return Kind.OSCILLATION;
    }

    @Override
    public int layout() {
        return 3;
    }

    @Override
    public State remember() {
        return new State(params.window());
    }

    @Override
    public Patience patience() {
        return new Patience(1, 64 / State.LOOK_EVERY);
    }

    @Override
    public void resume(State state, long step) {
        state.forget();
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
        if (run.dataChangedNow() || run.batchChangedNow()) {
            state.forget();
        }
        boolean steady = run.rate().peak() == 0 || run.rate().steadyFor() >= params.window();
        if (!state.add(loss) || !steady || run.isAdversarial()) {
            return abstain(NOT_ENOUGH_DATA);
        }
        return look(state.inOrder(), run, reading);
    }

    private Judgement look(float[] losses, RunContext run, StepReading reading) {
        int n = losses.length;
        double start = run.lossScale().lowStart();
        double swing = params.swing() * start;
        boolean turns = start > 0
                && Swings.turns(losses, 0, n / 2, swing) >= params.turns()
                && Swings.turns(losses, n / 2, n, swing) >= params.turns();
        if (!turns || drifts(losses) || stands(run, reading.step())) {
            return Judgement.CLEAR;
        }
        double ratio = run.updateRatio();
        double rhythm = ratio <= params.moving() ? 0 : Swings.rhythm(clipped(losses));
        if (rhythm >= params.rhythm()) {
            return firing(losses, run, reading, swing, rhythm);
        }
        boolean bounces = ratio > params.wild()
                && Swings.turns(losses, 0, n, params.bounce() * start) >= params.bounces()
                && above(losses, start) >= params.above();
        return bounces ? firing(losses, run, reading, params.bounce() * start, rhythm) : Judgement.CLEAR;
    }

    /** Whether small batches alone make the loss bounce: then evaluations of the same data agree, or fall. */
    private boolean stands(RunContext run, long step) {
        long since = step - Math.round(2.0 * params.window() * run.stepsPerReading());
        float[] evaluations = run.evals().ofWeights().since(since);
        return evaluations.length >= 2
                && (EvalHistory.Split.jitter(evaluations) < params.agreed()
                        || EvalHistory.Split.falls(evaluations, params.agreed()));
    }

    /** One leap must not pass for a rhythm: what lies far outside the bulk is brought to its border. */
    private static float[] clipped(float[] losses) {
        float[] sorted = losses.clone();
        Arrays.sort(sorted);
        int tenth = sorted.length / 10;
        float low = sorted[tenth];
        float high = sorted[sorted.length - 1 - tenth];
        float reach = (high - low) / 2;
        float[] clipped = new float[losses.length];
        for (int i = 0; i < losses.length; i++) {
            clipped[i] = Math.max(low - reach, Math.min(high + reach, losses[i]));
        }
        return clipped;
    }

    private boolean drifts(float[] losses) {
        int n = losses.length;
        float[] sorted = losses.clone();
        Arrays.sort(sorted);
        double way = Math.abs(middle(losses, 0, n / 2) - middle(losses, n / 2, n));
        return way > params.drift() * ((double) sorted[n - 1 - n / 10] - sorted[n / 10]);
    }

    /** Mean of the middle half: a median leaps where the loss has two values in turn. */
    private static double middle(float[] losses, int from, int to) {
        float[] sorted = Arrays.copyOfRange(losses, from, to);
        Arrays.sort(sorted);
        int cut = sorted.length / 4;
        double sum = 0;
        for (int i = cut; i < sorted.length - cut; i++) {
            sum += sorted[i];
        }
        return sum / (sorted.length - 2 * cut);
    }

    private static int above(float[] losses, double start) {
        int above = 0;
        for (float loss : losses) {
            above += loss > start ? 1 : 0;
        }
        return above;
    }

    private Judgement firing(float[] losses, RunContext run, StepReading reading, double swing, double rhythm) {
        float low = Float.MAX_VALUE;
        float high = -Float.MAX_VALUE;
        for (float loss : losses) {
            low = Math.min(low, loss);
            high = Math.max(high, loss);
        }
        int steps = (int) Math.min(Integer.MAX_VALUE, Math.round(run.stepsPerReading() * (losses.length - 1)));
        List<Evidence> evidence = new ArrayList<>(3);
        evidence.add(new Evidence(
                "loss (" + Swings.turns(losses, 0, losses.length, swing) + " turns, down to " + Evidence.number(low)
                        + ")",
                reading.step(),
                high,
                run.lossScale().lowStart(),
                low + swing,
                steps));
        evidence.add(new Evidence("autocorrelation", reading.step(), rhythm, 0, params.rhythm(), steps));
        if (!Double.isNaN(run.updateRatio())) {
            evidence.add(new Evidence(
                    "update ratio", reading.step(), Math.pow(10, run.updateRatio()), 1e-3, Double.NaN, steps));
        }
        return new Judgement.Firing(
                "loss",
                Kind.OSCILLATION.severity(),
                -1,
                -1,
                Math.max(run.firstStepOfAttempt(), reading.step() - steps),
                evidence);
    }
}
