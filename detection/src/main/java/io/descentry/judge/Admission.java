package io.descentry.judge;

import static io.descentry.judge.Verdict.RejectReason.LAYER_COUNT_MISMATCH;
import static io.descentry.judge.Verdict.RejectReason.NEGATIVE_ATTEMPT;
import static io.descentry.judge.Verdict.RejectReason.NEGATIVE_RANK;
import static io.descentry.judge.Verdict.RejectReason.NEGATIVE_STEP;
import static io.descentry.judge.Verdict.RejectReason.RANK_OUT_OF_RANGE;
import static io.descentry.judge.Verdict.RejectReason.STEP_WENT_BACK;
import static io.descentry.judge.Verdict.RejectReason.TOO_LARGE;

import io.descentry.judge.Verdict.IgnoreReason;
import io.descentry.judge.Verdict.Ignored;
import io.descentry.judge.Verdict.RejectReason;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.reading.EvalReading;
import io.descentry.reading.HeartbeatReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.StepReading;
import java.util.Optional;

/** Decides which records are judged at all. It looks and changes nothing. */
final class Admission {
    private Admission() {}

    /** Why a step is not judged; empty if it is. */
    static Optional<Verdict> refuse(JobMemory memory, StepReading reading) {
        JobFacts facts = memory.facts();
        if (reading.attempt() < 0) {
            return rejected(NEGATIVE_ATTEMPT, "attempt " + reading.attempt());
        }
        if (reading.step() < 0) {
            return rejected(NEGATIVE_STEP, "step " + reading.step());
        }
        if (reading.rank() < 0) {
            return rejected(NEGATIVE_RANK, "rank " + reading.rank());
        }
        int ranks = facts.worldSize() > 0 ? facts.worldSize() : Bounds.RANKS;
        if (reading.rank() >= ranks) {
            return rejected(RANK_OUT_OF_RANGE, "rank " + reading.rank() + " of " + ranks);
        }
        Optional<Verdict> tooLarge = Bounds.refuseId(memory.facts().jobId()).or(() -> Bounds.refuse(reading));
        if (tooLarge.isPresent()) {
            return tooLarge;
        }
        int layers = reading.layers().layers();
        if (layers > 0 && !facts.layers().isEmpty() && layers != facts.layers().size()) {
            return rejected(
                    LAYER_COUNT_MISMATCH,
                    "columns of " + layers + " layers, described are "
                            + facts.layers().size());
        }
        Progress progress = memory.progress();
        return progress.isStale(reading.attempt(), reading.timeMillis())
                ? Optional.of(new Ignored(IgnoreReason.STALE_ATTEMPT))
                : reading.attempt() > progress.attempt()
                        ? Optional.empty()
                        : misplaced(progress.steps().place(reading.rank(), reading.step()), reading.step());
    }

    /** Why an evaluation is not judged; empty if it is. */
    static Optional<Verdict> refuse(JobMemory memory, EvalReading reading) {
        if (reading.attempt() < 0) {
            return rejected(NEGATIVE_ATTEMPT, "attempt " + reading.attempt());
        }
        if (reading.step() < 0) {
            return rejected(NEGATIVE_STEP, "step " + reading.step());
        }
        Optional<Verdict> tooLarge = Bounds.refuseId(memory.facts().jobId()).or(() -> Bounds.refuse(reading));
        if (tooLarge.isPresent()) {
            return tooLarge;
        }
        Progress progress = memory.progress();
        if (progress.isStale(reading.attempt(), reading.timeMillis())) {
            return Optional.of(new Ignored(IgnoreReason.STALE_ATTEMPT));
        }
        if (reading.attempt() > progress.attempt()) {
            return Optional.empty();
        }
        if (progress.evals().isFull(reading.split())) {
            return rejected(TOO_LARGE, "more than " + SplitEvals.SPLITS + " splits");
        }
        return misplaced(progress.evals().place(reading.split(), reading.step()), reading.step());
    }

    /** Why a heartbeat is not taken; empty if it is. One that comes twice says nothing new and harms nobody. */
    static Optional<Verdict> refuse(JobMemory memory, HeartbeatReading reading) {
        JobFacts facts = memory.facts();
        if (reading.attempt() < 0) {
            return rejected(NEGATIVE_ATTEMPT, "attempt " + reading.attempt());
        }
        if (reading.step() < -1) {
            return rejected(NEGATIVE_STEP, "step " + reading.step());
        }
        if (reading.rank() < 0) {
            return rejected(NEGATIVE_RANK, "rank " + reading.rank());
        }
        int ranks = facts.worldSize() > 0 ? facts.worldSize() : Bounds.RANKS;
        if (reading.rank() >= ranks) {
            return rejected(RANK_OUT_OF_RANGE, "rank " + reading.rank() + " of " + ranks);
        }
        return Bounds.refuseId(facts.jobId())
                .or(() -> memory.progress().isStale(reading.attempt(), reading.timeMillis())
                        ? Optional.of(new Ignored(IgnoreReason.STALE_ATTEMPT))
                        : Optional.empty());
    }

    private static Optional<Verdict> misplaced(RankSteps.Place place, long step) {
        return switch (place) {
            case NEW -> Optional.empty();
            case SEEN -> Optional.of(new Ignored(IgnoreReason.DUPLICATE));
            case BEHIND -> rejected(STEP_WENT_BACK, "step " + step + " comes after later ones of the same attempt");
        };
    }

    /** Why a description is not taken; empty if it is. */
    static Optional<Verdict> refuse(JobMemory memory, JobFacts facts) {
        if (facts.attempt() < 0) {
            return rejected(NEGATIVE_ATTEMPT, "attempt " + facts.attempt());
        }
        Optional<Verdict> unsound = isOnlyTheEnd(memory.facts(), facts) ? Optional.empty() : Bounds.refuse(facts);
        if (unsound.isPresent()) {
            return unsound;
        }
        return memory.progress().isStale(facts.attempt())
                ? Optional.of(new Ignored(IgnoreReason.STALE_ATTEMPT))
                : Optional.empty();
    }

    /** The end of a silent job comes with what is known of it, which is little where nobody described it. */
    private static boolean isOnlyTheEnd(JobFacts known, JobFacts facts) {
        return facts.state() != JobFacts.State.RUNNING
                && facts.equals(known.ended(facts.attempt(), facts.state(), facts.timeMillis()));
    }

    static Optional<Verdict> rejected(RejectReason reason, String detail) {
        return Optional.of(new Rejected(reason, detail));
    }
}
