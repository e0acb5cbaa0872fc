package io.descentry.corpus;

import io.descentry.avro.JobDescription;

/**
 * Whether a log ends where its run was to end. A log that breaks off says that its trainer fell silent; but only where lines have
 * times of a clock, for a mere curve says nothing about silence.
 */
final class PlannedEnd {
    private boolean timed;
    private long first;
    private long last = -1;
    private long rises;

    /** @param timed whether the line of the step has a time of its own */
    void note(long step, boolean timed) {
        this.timed |= timed;
        if (last < 0) {
            first = step;
            last = step;
        } else if (step > last) {
            last = step;
            rises++;
        }
    }

    /** Whether the log breaks off before its planned steps were done; one that tells of each n-th step ends up to n before. */
    boolean endsEarly(JobDescription job) {
        Long planned = job.getExpectedSteps();
        if (!timed || planned == null || planned <= 0 || last < 0) {
            return false;
        }
        long each = rises == 0 ? 1 : (long) Math.ceil((double) (last - first) / rises);
        return last + each < planned;
    }
}
