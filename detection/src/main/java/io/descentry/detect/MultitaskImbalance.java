package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_ENOUGH_DATA;
import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.StepReading;
import java.util.List;

/** Fires when a task's part of the loss began far below another one's and is not learnt. */
public record MultitaskImbalance(Params params) implements StepDetector<MultitaskImbalance.State> {
    /*
     * Parts are compared as they enter the loss and as they were at the start: later a small part may just be a learnt one.
     * A part of 1 % pulls the shared layers too little to be heard. Penalties, divergences from a prior and the like are small by
     * design, and one part growing from nothing is being faded in; neither counts. Nor does a part that only begins high
     * and comes down to the others. The larger the distance, the sooner it is certain.
     */

    /** How far apart, and for how long. */
    public record Params(
            @Parameter(
                    value = 100,
                    least = 2,
                    most = 1e9,
                    doc = "times that the largest part is above the small one at the start")
            double ratio,

            @Parameter(value = 40, least = 16, most = 1e6, doc = "readings for that")
            int readings,

            @Parameter(value = 1000, least = 2, most = 1e9, doc = "times that no design explains")
            double farRatio,

            @Parameter(value = 16, least = 16, most = 1e6, doc = "readings for that")
            int farReadings,

            @Parameter(
                    value = 0.02,
                    least = 0,
                    most = 1,
                    doc = "share of the planned steps before which nothing is said")
            double plan,

            @Parameter(
                    value = 0.7,
                    least = 0.1,
                    most = 1,
                    doc = "share of its start above which the small part is not learnt")
            double unlearnt,

            @Parameter(value = 1.5, least = 1, most = 100, doc = "share of its start above which it is faded in")
            double fadedIn) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, ratio, readings, farRatio, farReadings, plan, unlearnt, fadedIn);
        }
    }

    /** Which part is too small, and since when. */
    public static final class State implements Memory {
        private int small = -1;
        private long since = -1;

        @Override
        public void sync(MemoryIo io) {
            small = io.i32(small);
            since = io.i64(since);
        }
    }

    @Override
    public Kind kind() {
        return Kind.MULTITASK_IMBALANCE;
    }

    @Override
    public State remember() {
        return new State();
    }

    @Override
    public void resume(State state, long step) {
        state.small = -1;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        LossTerms terms = run.terms();
        if (terms.size() < 2 || reading.lossTerms().isEmpty()) {
            return abstain(NOT_MEASURED);
        }
        int largest = largestAtStart(terms);
        boolean few = largest < 0
                || terms.readings(largest) < params.farReadings()
                || run.step() < params.plan() * run.facts().expectedSteps();
        if (run.isAdversarial() || terms.has(TermRole.PLAYER) || few) {
            return abstain(NOT_ENOUGH_DATA);
        }
        if (state.small >= terms.size() || (state.small >= 0 && isMended(terms, state.small))) {
            state.small = -1;
        }
        if (state.small < 0) {
            state.small = unheard(terms, largest);
            state.since = run.firstStepOfAttempt();
        }
        return state.small < 0 ? Judgement.CLEAR : firing(state, terms, reading, largest);
    }

    private static int largestAtStart(LossTerms terms) {
        int largest = -1;
        for (int i = 0; i < terms.size(); i++) {
            boolean larger = largest < 0 || terms.start(i) > terms.start(largest);
            largest = terms.role(i) == TermRole.TASK && larger ? i : largest;
        }
        return largest;
    }

    private int unheard(LossTerms terms, int largest) {
        for (int i = 0; i < terms.size(); i++) {
            double start = terms.start(i);
            if (terms.role(i) != TermRole.TASK || !(start > 0)) {
                continue;
            }
            double times = terms.start(largest) / start;
            boolean apart = (times >= params.farRatio() && terms.readings(i) >= params.farReadings())
                    || (times >= params.ratio() && terms.readings(i) >= params.readings());
            apart &= terms.level(largest) >= params.ratio() * terms.level(i);
            double share = terms.level(i) / start;
            if (apart && share > params.unlearnt() && share < params.fadedIn()) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isMended(LossTerms terms, int i) {
        return terms.level(i) < 0.5 * terms.start(i);
    }

    private Judgement firing(State state, LossTerms terms, StepReading reading, int largest) {
        int small = state.small;
        return new Judgement.Firing(
                "loss_term:" + terms.name(small),
                Kind.MULTITASK_IMBALANCE.severity(),
                -1,
                -1,
                state.since,
                List.of(
                        new Evidence(
                                terms.name(largest) + " over " + terms.name(small) + " at the start",
                                reading.step(),
                                terms.start(largest) / terms.start(small),
                                1,
                                params.ratio(),
                                LossTerms.START),
                        new Evidence(
                                terms.name(small) + " (decayed mean)",
                                reading.step(),
                                terms.level(small),
                                Double.NaN,
                                params.unlearnt() * terms.start(small),
                                0),
                        new Evidence(
                                terms.name(largest) + " (decayed mean)",
                                reading.step(),
                                terms.level(largest),
                                Double.NaN,
                                Double.NaN,
                                0)));
    }
}
