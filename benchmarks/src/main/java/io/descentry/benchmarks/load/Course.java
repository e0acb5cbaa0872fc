package io.descentry.benchmarks.load;

import io.descentry.avro.JobDescription;
import java.util.List;

/**
 * How a job goes: its description, and what each of its steps measured.
 *
 * @param description with any id and time
 * @param steps in order; a job that takes more begins again with the first
 * @param others what ranks but the first say at each step
 * @param faulty what the one bad step of a job says, that comes now and then
 */
record Course(
        JobDescription description,
        List<StepBytes.Measured> steps,
        StepBytes.Measured others,
        StepBytes.Measured faulty) {
    /** One step of so many is bad. */
    static final int FAULTY_EVERY = 10_000;

    /** What a rank says at a step. */
    StepBytes.Measured at(int job, int rank, long step) {
        if (rank != 0) {
            return others;
        }
        // Spread over jobs, so that alerts come evenly.
        boolean bad = Math.floorMod(step + job * 6_181L, FAULTY_EVERY) == FAULTY_EVERY - 1;
        return bad ? faulty : steps.get((int) ((step + job) % steps.size()));
    }
}
