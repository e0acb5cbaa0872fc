package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires when the penalty on the weights is above the loss on the data and the run follows the penalty. */
public record RegularizationDominates(Params params) implements StepDetector<RegularizationDominates.State> {
    /*
     * A penalty above the data loss alone says nothing: late in a good run the data loss is next to nothing, and a large net
     * may start with a large penalty that hardly moves. It dominates where the data are not learnt although
     *   the run goes down the penalty: what it lost since the start is a multiple of what the data loss did, or
     *   a good part of the run is over.
     * The first is the comparison of the two gradients [1], made from losses: what a step gains by each is what each pulls.
     *
     * [1] TheDeepChecker, arXiv 2204.00694: gradient of the penalty at least twice that of the data, five checks in a row.
     */

    private static final int LEAST_READINGS = 16;

    /** What makes a penalty dominate. */
    public record Params(
            @Parameter(value = 1, least = 0.1, most = 1000, doc = "penalty, as a multiple of the data loss")
            double above,

            @Parameter(
                    value = 2,
                    least = 1,
                    most = 1000,
                    doc = "fall of the penalty, as a multiple of the fall of the data loss",
                    source = "TheDeepChecker")
            double pull,

            @Parameter(
                    value = 0.25,
                    least = 0,
                    most = 100,
                    doc = "fall of the penalty, as a share of the data loss at the start, that counts")
            double fall,

            @Parameter(value = 5, least = 1, most = 1000, doc = "readings in a row", source = "TheDeepChecker")
            int row,

            @Parameter(
                    value = 0.8,
                    least = 0.1,
                    most = 2,
                    doc = "share of the data loss at the start above which nothing is learnt")
            double unlearnt,

            @Parameter(value = 128, least = 16, most = 1e6, doc = "readings after which a penalty that stands counts")
            int standing,

            @Parameter(value = 0.1, least = 0, most = 1, doc = "share of the planned steps for the same")
            double plan) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, above, pull, fall, row, unlearnt, standing, plan);
        }
    }

    /** Readings in a row that spoke for it, and whether it fired. */
    public static final class State implements Memory {
        private int row;
        private long since = -1;
        private boolean open;

        @Override
        public void sync(MemoryIo io) {
            row = io.i32(row);
            since = io.i64(since);
            open = io.bool(open);
        }
    }

    /** A sum of parts at the start and now. */
    private record Part(double start, double now, long readings) {
        double fall() {
            return start - now;
        }

        static Part of(LossTerms terms, boolean penalty) {
            double start = 0;
            double now = 0;
            long readings = Long.MAX_VALUE;
            for (int i = 0; i < terms.size(); i++) {
                if ((terms.role(i) == TermRole.REGULARIZER) == penalty) {
                    start += terms.start(i);
                    now += terms.level(i);
                    readings = Math.min(readings, terms.readings(i));
                }
            }
            return new Part(start, now, readings);
        }
    }

    @Override
    public Kind kind() {
        return Kind.REGULARIZATION_DOMINATES;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public void resume(State state, long step) {
        state.row = 0;
        state.open = false;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        LossTerms terms = run.terms();
        if (terms.size() < 2
                || !terms.has(TermRole.REGULARIZER)
                || reading.lossTerms().isEmpty()) {
            return abstain(NOT_MEASURED);
        }
        Part penalty = Part.of(terms, true);
        Part data = Part.of(terms, false);
        boolean known = Math.min(penalty.readings(), data.readings()) >= LEAST_READINGS && data.start() > 0;
        if (run.isAdversarial() || terms.has(TermRole.PLAYER) || !known) {
            return abstain(NOT_ENOUGH_DATA);
        }
        if (state.open) {
            state.open = data.now() > 0.5 * data.start(); // once the data are learnt, it did not matter
        } else {
            boolean followed = penalty.fall() > params.fall() * data.start()
                    && penalty.fall() > params.pull() * data.fall()
                    && data.now() > 0.5 * data.start();
            boolean ill = penalty.now() > params.above() * data.now() && (followed || stands(data, run));
            state.since = ill && state.row == 0 ? reading.step() : state.since;
            state.row = ill ? state.row + 1 : 0;
            state.open = state.row >= params.row();
        }
        return state.open ? firing(state, run, reading, penalty, data) : Judgement.CLEAR;
    }

    private boolean stands(Part data, RunContext run) {
        return data.readings() >= params.standing()
                && run.step() >= params.plan() * run.facts().expectedSteps()
                && data.now() > params.unlearnt() * data.start();
    }

    private Judgement firing(State state, RunContext run, StepReading reading, Part penalty, Part data) {
        LossTerms terms = run.terms();
        int largest = -1;
        for (int i = 0; i < terms.size(); i++) {
            boolean larger = largest < 0 || terms.level(i) > terms.level(largest);
            largest = terms.role(i) == TermRole.REGULARIZER && larger ? i : largest;
        }
        return new Judgement.Firing(
                "loss_term:" + terms.name(largest),
                Kind.REGULARIZATION_DOMINATES.severity(),
                -1,
                -1,
                state.since,
                List.of(
                        new Evidence(
                                terms.name(largest) + " (decayed mean)",
                                reading.step(),
                                penalty.now(),
                                Double.NaN,
                                params.above() * data.now(),
                                0),
                        new Evidence(
                                "fall of the penalty since the start",
                                reading.step(),
                                penalty.fall(),
                                Double.NaN,
                                params.pull() * Math.max(0, data.fall()),
                                0),
                        new Evidence(
                                "loss on the data (decayed mean)",
                                reading.step(),
                                data.now(),
                                Double.NaN,
                                Double.NaN,
                                0)));
    }
}
