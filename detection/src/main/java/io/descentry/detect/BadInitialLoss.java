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
import java.util.Locale;

/** Fires when a fresh classifier is far worse than guessing: it is sure of what it cannot know yet. */
public record BadInitialLoss(Params params) implements StepDetector<BadInitialLoss.State> {
    /*
     * A net that knows nothing should say so: its loss is ln C [1]. The lower of the very first loss, which no update has touched,
     * and the median of the first few, which is less noisy, must be above twice that [2]: small nets with ordinary weights
     * were seen up to 1.5 times, large language models begin at twice but leave it with the first updates. Where the mean of the largest
     * probability is measured, it says whether the net is sure; if it is not, the loss holds something else and this is only told,
     * as is a loss that is the batch size times too large, for then it is summed. A loss below chance is none of it: pre-trained nets begin there.
     *
     * [1] CS231n notes, sanity checks.  [2] TheDeepChecker, arXiv 2204.00694.
     */
    private static final int LATE = 10;

    /** What is far worse than guessing. */
    public record Params(
            @Parameter(
                    value = 2,
                    least = 1,
                    most = 1000,
                    doc = "multiple of the loss at chance",
                    source = "TheDeepChecker: an error of 1")
            double ratio,

            @Parameter(
                    value = 0.5,
                    least = 0,
                    most = 1,
                    doc = "how far from chance to certainty the mean largest probability of a sure net is")
            double sure,

            @Parameter(value = 0.25, least = 0, most = 1, doc = "closeness to the batch size that tells a summed loss")
            double summed) {
        static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, ratio, sure, summed);
        }
    }

    /** The first losses of a fresh run, and the verdict. */
    public static final class State implements Memory {
        private static final int FIRST = 3;

        private final float[] first = new float[FIRST];
        private int seen;
        private float probability = Float.NaN;
        private long since = -1;
        private boolean judged;
        private boolean open;

        private double worth() {
            double middle = Math.max(Math.min(first[0], first[1]), Math.min(Math.max(first[0], first[1]), first[2]));
            return Math.min(first[0], middle);
        }

        private void close() {
            seen = FIRST;
            judged = true;
            open = false;
        }

        @Override
        public void sync(MemoryIo io) {
            judged = io.bool(judged);
            open = io.bool(open);
            seen = io.i32(seen);
            if (judged && !open) {
                return; // settled: the first losses are asked for no more
            }
            io.f32s(first);
            probability = io.f32(probability);
            since = io.i64(since);
        }
    }

    @Override
    public Kind kind() {
        return Kind.BAD_INITIAL_LOSS;
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
        state.close();
        if (step <= LATE) {
            state.seen = 0;
            state.judged = false;
        }
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        if (!reading.has(Series.LOSS)) {
            return abstain(NOT_MEASURED);
        }
        double loss = DataLoss.of(reading);
        if (!Double.isFinite(loss)) {
            state.close();
            return abstain(NOT_FINITE); // NonFinite judges those; several objectives have no chance in common
        }
        if (state.seen < State.FIRST && !look(state, loss, reading)) {
            return abstain(NOT_ENOUGH_DATA);
        }
        if (state.judged && !state.open) {
            return Judgement.CLEAR;
        }
        double chance = atChance(run);
        if (!state.judged && Double.isFinite(chance)) { // a description may come late
            state.judged = true;
            state.open = state.worth() > params.ratio() * chance;
        }
        state.open &= loss > chance;
        return state.open ? firing(state, run, reading) : Judgement.CLEAR;
    }

    /** Notes one of the first losses; says whether they are complete. */
    private static boolean look(State state, double loss, StepReading reading) {
        if (state.seen == 0) {
            state.since = reading.step();
            boolean measured = reading.has(Series.MEAN_MAX_PROBABILITY);
            state.probability = measured ? (float) reading.value(Series.MEAN_MAX_PROBABILITY) : Float.NaN;
        }
        state.first[state.seen++] = (float) loss;
        return state.seen == State.FIRST;
    }

    private static double atChance(RunContext run) {
        String task = run.facts().task() == null ? "" : run.facts().task().toLowerCase(Locale.ROOT);
        boolean guesses = !task.contains("autoencoder") && !task.contains("multitask") && !run.isAdversarial();
        return guesses ? run.lossKind().atChance(run.facts().numClasses()) : Double.NaN;
    }

    private Judgement firing(State state, RunContext run, StepReading reading) {
        double chance = atChance(run);
        double worth = state.worth();
        int classes = Math.max(2, run.facts().numClasses());
        double sure = 1.0 / classes + params.sure() * (1 - 1.0 / classes);
        double batch = reading.has(Series.BATCH_SIZE)
                ? reading.value(Series.BATCH_SIZE)
                : run.facts().batchSize();
        boolean measured = Float.isFinite(state.probability);
        boolean summed = !measured && batch > 1 && Math.abs(worth / chance / batch - 1) <= params.summed();
        boolean told = measured ? state.probability < sure : summed;
        List<Evidence> evidence = new ArrayList<>(2);
        evidence.add(new Evidence("loss at the start", state.since, worth, chance, params.ratio() * chance, 0));
        if (measured) {
            evidence.add(
                    new Evidence("mean largest probability", state.since, state.probability, 1.0 / classes, sure, 0));
        }
        return new Judgement.Firing(
                "loss", told ? Severity.INFO : Kind.BAD_INITIAL_LOSS.severity(), -1, -1, state.since, evidence);
    }
}
