package io.descentry.benchmarks.load;

import io.descentry.avro.JobDescription;
import java.util.List;

/**
 * How a job goes: its description, and what each of its steps measured.
 *
 * @param description with any id and time
 * @param steps in order
 * @param endless whether the job goes on with any of its steps after the last; else another job takes its place
 * @param others what ranks but the first say at each step
 * @param faulty what a bad step says
 */
record Course(
        JobDescription description,
        List<StepBytes.Measured> steps,
        boolean endless,
        StepBytes.Measured others,
        StepBytes.Measured faulty) {
    /** One step of so many is bad in a job that is endless. */
    static final int FAULTY_EVERY = 10_000;

    /** What a rank says at a step. */
    StepBytes.Measured at(int job, int rank, long step) {
        if (rank != 0) {
            return others;
        }
        if (!endless) {
            return steps.get((int) step);
        }
        // Spread over jobs, so that alerts come evenly.
        boolean bad = Math.floorMod(step + job * 6_181L, FAULTY_EVERY) == FAULTY_EVERY - 1;
        return bad ? faulty : steps.get((int) ((step + job) % steps.size()));
    }

    /** Which job of those in one place takes a step, counted from 0. */
    long jobAt(long step) {
        return endless ? 0 : step / steps.size();
    }

    /** The step of that job. */
    long stepAt(long step) {
        return endless ? step : step % steps.size();
    }
}
