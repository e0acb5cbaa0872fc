package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.SKIPPED_STEP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Fires while most units of a hidden layer of sigmoids or tanhs sit at their limits, where the gradient is next to nothing. */
public record SaturatedActivation(Params params) implements StepDetector<SaturatedActivation.State> {
    /*
     * Four of ten units at their limits are too many at the start of a run: nothing was learnt yet, so inputs or weights are too large.
     * Later more is allowed, for units that have learnt may be sure; if the loss went down meanwhile it is only told.
     * Not judged are the last layer (a sure classifier and a crisp picture are saturated), gates (they are meant to be open or shut),
     * and what recurrent units have learnt (they latch). A loss beyond all bounds is loss_divergence, and takes the units with it.
     */
    private static final int MOST_LAYERS = 100_000;
    private static final int LATE = 10;

    /** What makes saturation. */
    public record Params(
            @Parameter(
                    value = 0.4,
                    least = 0.05,
                    most = 1,
                    doc = "share of outputs at their limits, from the first reading on, that is too much",
                    source = "ours: SageMaker Debugger takes 0.5 at any time, healthy nets begin near 0")
            double born,

            @Parameter(
                    value = 0.7,
                    least = 0.05,
                    most = 1,
                    doc = "share of outputs at their limits that is too much later on")
            double driven,

            @Parameter(
                    value = 0.5,
                    least = 0,
                    most = 1,
                    doc = "share of the loss at the start below which the run learns in spite of it: severity info")
            double learnt,

            @Parameter(
                    value = 100,
                    least = 2,
                    most = 1e9,
                    doc = "multiple of the loss at the start above which the run diverges and this says nothing")
            double blown,

            @Parameter(value = 24, least = 1, most = 100_000, doc = "readings in a row that a layer must be saturated")
            int readings) {
        static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, born, driven, learnt, blown, readings);
            Range.check("driven", driven, born, 1);
        }
    }

    /** How long each layer has been saturated. */
    public static final class State implements Memory {
        private float[] high = {};
        private float[] driven = {};
        private int seen;
        private boolean fromStart = true;

        private void fit(int layers) {
            if (high.length != layers) {
                high = new float[layers];
                driven = new float[layers];
                seen = 0;
            }
        }

        private boolean isBorn(int layer) {
            return fromStart && high[layer] == seen;
        }

        @Override
        public void sync(MemoryIo io) {
            high = io.counts(high, MOST_LAYERS);
            driven = io.counts(driven, MOST_LAYERS);
            seen = io.i32(seen);
            fromStart = io.bool(fromStart);
        }
    }

    @Override
    public Kind kind() {
        return Kind.SATURATED_ACTIVATION;
    }

    @Override
    public int layout() {
        return 2;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public void resume(State state, long step) {
        state.fit(0);
        state.seen = 0;
        state.fromStart = step <= LATE;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        float[] shares = reading.layers().column(LayerSeries.ACTIVATION_SATURATED_FRACTION);
        if (shares.length == 0) {
            return abstain(NOT_MEASURED);
        }
        if (run.skipped()) {
            return abstain(SKIPPED_STEP);
        }
        state.fit(shares.length);
        state.fromStart &= state.seen > 0 || run.readingsOfAttempt() <= LATE;
        state.seen++;
        int first = -1;
        int found = 0;
        boolean born = false;
        for (int i = 0; i < shares.length; i++) {
            float share = shares[i]; // below zero: not measured
            if (!(share >= params.born())) {
                state.high[i] = 0;
                state.driven[i] = 0;
                continue;
            }
            state.high[i]++;
            state.driven[i] = share >= params.driven() ? state.driven[i] + 1 : 0;
            boolean fromStart = state.isBorn(i);
            if ((fromStart ? state.high[i] : state.driven[i]) >= params.readings()
                    && i < shares.length - 1
                    && isJudged(run.facts(), i, fromStart)) {
                found++;
                born |= fromStart;
                first = first < 0 || state.high[i] > state.high[first] ? i : first;
            }
        }
        double start = run.lossScale().lowStart();
        double loss = run.progress().recent();
        if (first < 0 || run.isAdversarial() || loss > params.blown() * start) {
            return Judgement.CLEAR;
        }
        boolean told = !born && loss < params.learnt() * start;
        double readings = born ? state.high[first] : state.driven[first];
        double bar = born ? params.born() : params.driven();
        return firing(run, reading, first, shares[first], bar, readings, found)
                .as(told ? Severity.INFO : Kind.SATURATED_ACTIVATION.severity());
    }

    private static boolean isJudged(JobFacts facts, int index, boolean fromStart) {
        if (index >= facts.layers().size()) {
            return false;
        }
        JobFacts.Layer layer = facts.layers().get(index);
        String activation = lower(layer.activation());
        String kind = lower(layer.kind());
        boolean squashed = activation.contains("tanh") || activation.contains("sigmoid");
        boolean gated =
                kind.contains("lstm") || kind.contains("gru") || kind.contains("gate") || kind.contains("attention");
        return squashed && !gated && !layer.frozen() && (fromStart || !kind.contains("rnn"));
    }

    private static String lower(@Nullable String name) {
        return name == null ? "" : name.toLowerCase(Locale.ROOT);
    }

    private Judgement.Firing firing(
            RunContext run, StepReading reading, int layer, double share, double bar, double readings, int found) {
        String name = run.facts().layerName(layer);
        String others = found > 1 ? ", the first of " + found + " such layers" : "";
        int steps = (int) Math.min(Integer.MAX_VALUE, Math.round((readings - 1) * run.stepsPerReading()));
        return new Judgement.Firing(
                "layer:" + name,
                Kind.SATURATED_ACTIVATION.severity(),
                -1,
                layer,
                Math.max(run.firstStepOfAttempt(), reading.step() - steps),
                List.of(new Evidence(
                        "share of outputs of " + name + " at their limits" + others,
                        reading.step(),
                        share,
                        Double.NaN,
                        bar,
                        steps)));
    }
}
