package io.descentry.topology.node;

import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.judge.Verdict.IgnoreReason;
import io.descentry.reading.EvalReading;
import io.descentry.reading.HeartbeatReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.PeerNote;
import io.descentry.reading.StepReading;
import org.jspecify.annotations.Nullable;

/** What a sound record says, ready to be judged. */
public sealed interface Sound {

    /** Has it judged against what is remembered of its job. */
    Verdict judgedBy(JobJudge judge, JobMemory memory);

    /** Whether the job itself says it: a sign of life, and enough to remember a job of which nothing was known. */
    default boolean isOfTrainer() {
        return true;
    }

    /** Event time, milliseconds since the epoch. */
    long timeMillis();

    record Description(JobFacts facts) implements Sound {
        @Override
        public long timeMillis() {
            return facts.timeMillis();
        }

        @Override
        public Verdict judgedBy(JobJudge judge, JobMemory memory) {
            return judge.describe(memory, facts);
        }
    }

    record Step(StepReading reading) implements Sound {
        @Override
        public long timeMillis() {
            return reading.timeMillis();
        }

        @Override
        public Verdict judgedBy(JobJudge judge, JobMemory memory) {
            return judge.judge(memory, reading);
        }
    }

    /**
     * What peers of the job told it.
     *
     * @param note null if this version does not know what it says
     */
    record Note(@Nullable PeerNote note) implements Sound {
        @Override
        public Verdict judgedBy(JobJudge judge, JobMemory memory) {
            return note == null ? new Verdict.Ignored(IgnoreReason.UNKNOWN_PART) : judge.judge(memory, note);
        }

        @Override
        public boolean isOfTrainer() {
            return false;
        }

        @Override
        public long timeMillis() {
            return note == null ? 0 : note.timeMillis();
        }
    }

    record Evaluation(EvalReading reading) implements Sound {
        @Override
        public long timeMillis() {
            return reading.timeMillis();
        }

        @Override
        public Verdict judgedBy(JobJudge judge, JobMemory memory) {
            return judge.judge(memory, reading);
        }
    }

    record Beat(HeartbeatReading reading) implements Sound {
        @Override
        public long timeMillis() {
            return reading.timeMillis();
        }

        @Override
        public Verdict judgedBy(JobJudge judge, JobMemory memory) {
            return judge.judge(memory, reading);
        }
    }
}
