package io.descentry.topology.node;

import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.reading.EvalReading;
import io.descentry.reading.HeartbeatReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.StepReading;

/** What a sound record says, ready to be judged. */
public sealed interface Sound {

    /** Has it judged against what is remembered of its job. */
    Verdict judgedBy(JobJudge judge, JobMemory memory);

    /** When its trainer wrote it, event time. */
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
