package io.descentry.detect;

import static io.descentry.detect.Judgement.Reason.NOT_MEASURED;
import static io.descentry.detect.Judgement.Reason.OTHER_RANK;
import static io.descentry.detect.Judgement.Reason.SKIPPED_STEP;
import static io.descentry.detect.Judgement.abstain;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.Culprit;
import io.descentry.reading.GatheredStep;
import io.descentry.reading.Series;
import java.util.List;

/** Fires at the first NaN or infinity on any rank and names the place of the step where it came up. */
public record NonFinite(Params params) implements RankDetector<NonFinite.State> {
    /*
     * Half-precision training meets infinite gradients on purpose: the step is skipped and the loss scale halved. Such steps
     * count only when they come in rows or too often (the scale then has nowhere to go). A gradient that is not finite
     * beside a finite loss is taken for such a step where the weights are finite after it; where nothing is known of them, if
     * loss scaling is at work or nothing is known of layers at all: if it was none, the weights are lost and the next loss says so.
     *
     * Ranks exchange their gradients: what one rank was fed shows in the gradients and weights of all at the same step. So a
     * step is judged when all ranks told of it, and the first place in the order in which a step computes is named.
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
        private final long[] skippedAt;

        State(int skips) {
            skippedAt = new long[skips];
        }

        @Override
        public void sync(MemoryIo io) {
            inRow = io.i32(inRow);
            next = io.i32(next);
            int size = io.i32(skippedAt.length);
            if (size < 0 || size > MOST_SKIPS) {
                throw new MemoryFormatException("remembers " + size + " skipped steps");
            }
            boolean fits = size == skippedAt.length; // else remembered by another setting: counting starts afresh
            next = fits ? next : 0;
            for (int i = 0; i < size; i++) {
                long at = io.i64(fits ? skippedAt[i] : 0);
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
        return 5;
    }

    @Override
    public State remember() {
        return new State(params.skips());
    }

    @Override
    public Judgement judge(State state, RunContext run, GatheredStep step) {
        Culprit culprit = step.culprit();
        if (culprit != null) {
            return firing(run, step, culprit, step.culpritRank());
        }
        Culprit overflow = step.overflow();
        if (overflow != null) {
            return tooManySkips(state, run) ? firing(run, step, overflow, 0) : abstain(SKIPPED_STEP);
        }
        if (!step.reporterHeard()) {
            return abstain(OTHER_RANK); // else a step would be clear more than once
        }
        if (!step.skipped()) {
            state.inRow = 0;
        }
        return step.lossMeasured() ? Judgement.CLEAR : abstain(NOT_MEASURED);
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

    private static Judgement firing(RunContext run, GatheredStep step, Culprit culprit, int rank) {
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
        String place = culprit.series().equals(Series.LOSS.label())
                ? series
                : series + " in the " + culprit.phase().words();
        Evidence first = new Evidence(place, step.step(), culprit.observed(), Double.NaN, Double.NaN, 0);
        boolean lossToo =
                !Double.isFinite(step.culpritLoss()) && !culprit.series().equals(Series.LOSS.label());
        List<Evidence> evidence = lossToo
                ? List.of(first, new Evidence("loss", step.step(), step.culpritLoss(), Double.NaN, Double.NaN, 0))
                : List.of(first);
        return new Judgement.Firing(subject, Kind.NON_FINITE.severity(), rank, culprit.layer(), step.step(), evidence);
    }
}
