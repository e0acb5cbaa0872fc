package io.descentry.judge;

import io.descentry.alert.AlertChange;
import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.StepReading;
import java.util.List;

/** Judges the records of a job with every detector: the one entrance that the service and a replay share. */
public final class JobJudge {

    /** A fresh memory of a job of which nothing is known. */
    public JobMemory remember(String jobId) {
        return new JobMemory(JobFacts.unknown(jobId));
    }

    /** Takes note of a description; the end of an attempt is one too. */
    public Verdict describe(JobMemory memory, JobFacts facts) {
        throw new UnsupportedOperationException();
    }

    /** Judges a step. */
    public Verdict judge(JobMemory memory, StepReading reading) {
        throw new UnsupportedOperationException();
    }

    /** Judges an evaluation. */
    public Verdict judge(JobMemory memory, EvalReading reading) {
        throw new UnsupportedOperationException();
    }

    /** Turns what was found into changes of alerts: the second and last thing that happens to a judged record. */
    public List<AlertChange> advance(JobMemory memory, Verdict.Judged judged) {
        throw new UnsupportedOperationException();
    }

    /** The memory as bytes, versioned. */
    public byte[] write(JobMemory memory) {
        throw new UnsupportedOperationException();
    }

    /** The memory that {@link #write} wrote; parts of another version start afresh. */
    public JobMemory read(String jobId, byte[] bytes) {
        throw new UnsupportedOperationException();
    }
}
