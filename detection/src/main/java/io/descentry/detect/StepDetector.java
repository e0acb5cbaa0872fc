package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.reading.StepReading;

/** A detector that is asked at every step. */
public non-sealed interface StepDetector<M extends Memory> extends Detector<M> {

    /** Judges a step, which {@code run} knows already. */
    Judgement judge(M memory, RunContext run, StepReading reading);

    /** Whether it is asked about every rank's steps instead of those of the reporting rank 0 alone. */
    default boolean everyRank() {
        return false;
    }
}
