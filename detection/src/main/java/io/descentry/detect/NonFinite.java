package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.OTHER_RANK;
import static io.descentry.detect.Judgement.Reason.SKIPPED_STEP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Optional;

/** Fires at the first NaN or infinity on any rank and names the place of the step where it came up. */
public record NonFinite(Params params) implements StepDetector<NonFinite.State> {
    /*
     * Half-precision training meets infinite gradients on purpose: the step is skipped and the loss scale halved. Such steps
     * count only when they come in rows or too often (the scale then has nowhere to go). A gradient that is not finite
     * beside a finite loss, with nothing known of the weights, is taken for such a step: if it was none, the weights are
     * lost and the next loss says so.
     *
     * Ranks exchange their gradients: what one rank was fed shows in the gradients and weights of all at the same step. So
     * where other ranks report as well, a rank whose own forward pass was sound waits for their word on that step.
     */

    private static final int MOST_SKIPS = 1000;

    /** How many skipped steps are too many. */
    public record Params(
            @Parameter(value = 8, least = 1, most = 1000, doc = "skipped steps in a row that are too many")
            int skipsInRow,

            @Parameter(
                    value = 10,
                    least = 1,
                    most = MOST_SKIPS,
                    doc = "skipped steps that are remembered; so many within the span are too many, 5 %")
            int skips,

            @Parameter(value = 200, least = 1, most = 100_000, doc = "readings in which they are counted")
            int skipSpan,

            @Parameter(
                    value = 100,
                    least = 0,
                    most = 100_000,
                    doc = "first readings, while the loss scale settles, in which they are not counted")
            int skipGrace) {
        public static final Params DEFAULT = Parameters.defaults(Params.class);

        public Params {
            Parameters.check(Params.class, skipsInRow, skips, skipSpan, skipGrace);
            Range.check("skip-span", skipSpan, skips, 100_000);
        }
    }

    /** Skipped steps of the reporting rank. */
    public static final class State implements Memory {
        private int inRow;
        private int next;
        private final double[] skippedAt;

        private final Held held = new Held();
        private long othersAt = -1;
        private boolean told;

        State(int skips) {
            skippedAt = new double[skips];
        }

        @Override
        public void sync(MemoryIo io) {
            held.sync(io);
            othersAt = io.i64(othersAt);
            told = io.bool(told);
            inRow = io.i32(inRow);
            next = io.i32(next);
            int size = io.i32(skippedAt.length);
            if (size < 0 || size > MOST_SKIPS) {
                throw new MemoryFormatException("remembers " + size + " skipped steps");
            }
            boolean fits = size == skippedAt.length; // else remembered by another setting: counting starts afresh
            next = fits ? next : 0;
            for (int i = 0; i < size; i++) {
                long at = io.i64(fits ? (long) skippedAt[i] : 0);
                if (fits) {
                    skippedAt[i] = at;
                }
            }
        }
    }

    @Override
    public Kind kind() {
        return Kind.NON_FINITE;
    }

    @Override
    public int layout() {
        return 4;
    }

    @Override
    public State remember() {
        return new State(params.skips());
    }

    @Override
    public boolean everyRank() {
        return true;
    }

    @Override
    public void resume(State state, long step) {
        state.held.drop();
        state.othersAt = -1;
    }

    @Override
    public Judgement judge(State state, RunContext run, StepReading reading) {
        if (reading.rank() != 0) {
            state.othersAt = Math.max(state.othersAt, reading.step());
        }
        Judgement own = own(state, run, reading);
        if (state.held.isNone()) {
            return own;
        }
        boolean found = own instanceof Judgement.Firing && reading.step() == state.held.step;
        boolean heardAll = reading.step() > state.held.step
                || ++state.held.heard >= run.facts().worldSize();
        if (!found && !heardAll) {
            return abstain(OTHER_RANK);
        }
        Judgement firing = found ? own : state.held.firing();
        state.held.drop();
        state.told = true;
        return firing;
    }

    /** What the rank says for itself. */
    private Judgement own(State state, RunContext run, StepReading reading) {
        Optional<Culprit> found = Culprit.in(reading);
        boolean reporting = reading.rank() == 0;
        if (found.isEmpty()) {
            return reporting ? well(state, reading) : abstain(OTHER_RANK); // else a step would be clear once a rank
        }
        Culprit culprit = found.get();
        if (harmless(reading, culprit)) {
            return reporting && tooManySkips(state, run) ? firing(run, reading, culprit) : abstain(SKIPPED_STEP);
        }
        Judgement.Firing firing = firing(run, reading, culprit);
        boolean exchanged =
                culprit.phase().compareTo(Culprit.Phase.LOSS) > 0 && run.facts().worldSize() > 1;
        boolean othersReport = state.othersAt >= 0 && reading.step() - state.othersAt <= 2 * run.stepsPerReading();
        if (!exchanged || !othersReport || state.told) {
            state.told = true;
            return firing;
        }
        if (state.held.isNone()) {
            state.held.hold(firing);
        }
        return abstain(OTHER_RANK);
    }

    private static Judgement well(State state, StepReading reading) {
        if (!reading.skipped()) {
            state.inRow = 0;
        }
        state.told = false;
        return reading.has(Series.LOSS) ? Judgement.CLEAR : abstain(NOT_MEASURED);
    }

    private static boolean harmless(StepReading reading, Culprit culprit) {
        boolean weightsUnknown = reading.layers().layers() == 0;
        return culprit.phase() == Culprit.Phase.BACKWARD && (SkippedStep.is(reading) || weightsUnknown);
    }

    private boolean tooManySkips(State state, RunContext run) {
        state.inRow++;
        if (run.readingsOfAttempt() > params.skipGrace()) {
            state.skippedAt[state.next] = run.readings();
            state.next = (state.next + 1) % state.skippedAt.length;
        }
        double oldest = state.skippedAt[state.next];
        boolean often = oldest > 0 && run.readings() - oldest < params.skipSpan();
        return often || state.inRow >= params.skipsInRow();
    }

    private static Judgement.Firing firing(RunContext run, StepReading reading, Culprit culprit) {
        boolean inLayer = culprit.layer() >= 0;
        String layer = inLayer ? run.facts().layerName(culprit.layer()) : "";
        String subject = inLayer
                ? "layer:" + layer
                : switch (culprit.phase()) {
                    case INPUT -> "input";
                    case BACKWARD -> "grad_norm";
                    default -> "loss";
                };
        String series = inLayer ? culprit.series() + " of " + layer : culprit.series();
        Evidence first = new Evidence(series, reading.step(), culprit.observed(), Double.NaN, Double.NaN, 0);
        boolean lossToo = reading.has(Series.LOSS) && !Double.isFinite(reading.value(Series.LOSS));
        List<Evidence> evidence = lossToo && !culprit.series().equals(Series.LOSS.label())
                ? List.of(
                        first,
                        new Evidence("loss", reading.step(), reading.value(Series.LOSS), Double.NaN, Double.NaN, 0))
                : List.of(first);
        return new Judgement.Firing(
                subject, Kind.NON_FINITE.severity(), reading.rank(), culprit.layer(), reading.step(), evidence);
    }
}
