package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.OTHER_RANK;
import static io.descentry.detect.Judgement.Reason.SKIPPED_STEP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
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
     */

    /**
     * How many skipped steps are too many.
     *
     * @param skipsInRow skipped steps in a row that are too many; 8 (ours)
     * @param skips skipped steps that are remembered; so many within {@code skipSpan} are too many; 10, 5 % (ours)
     * @param skipSpan readings in which they are counted; 200 (ours)
     * @param skipGrace first readings, while the loss scale settles, in which they are not counted; 100 (ours)
     */
    public record Params(int skipsInRow, int skips, int skipSpan, int skipGrace) {
        public static final Params DEFAULT = new Params(8, 10, 200, 100);

        public Params {
            Range.check("skipsInRow", skipsInRow, 1, 1000);
            Range.check("skips", skips, 1, 1000);
            Range.check("skipSpan", skipSpan, skips, 100_000);
            Range.check("skipGrace", skipGrace, 0, 100_000);
        }
    }

    /** Skipped steps of the reporting rank. */
    public static final class State implements Memory {
        private int inRow;
        private int next;
        private final double[] skippedAt;

        State(int skips) {
            skippedAt = new double[skips];
        }

        @Override
        public void sync(MemoryIo io) {
            inRow = io.i32(inRow);
            next = io.i32(next);
            io.f64s(skippedAt);
        }
    }

    @Override
    public Kind kind() {
        return Kind.NON_FINITE;
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
    public Judgement judge(State state, RunContext run, StepReading reading) {
        Optional<Culprit> found = Culprit.in(reading);
        boolean reporting = reading.rank() == 0;
        if (found.isEmpty()) {
            return reporting ? well(state, reading) : abstain(OTHER_RANK); // else a step would be clear once a rank
        }
        Culprit culprit = found.get();
        if (!harmless(reading, culprit)) {
            return firing(run, reading, culprit);
        }
        return reporting && tooManySkips(state, run) ? firing(run, reading, culprit) : abstain(SKIPPED_STEP);
    }

    private static Judgement well(State state, StepReading reading) {
        if (!reading.skipped()) {
            state.inRow = 0;
        }
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

    private static Judgement firing(RunContext run, StepReading reading, Culprit culprit) {
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
