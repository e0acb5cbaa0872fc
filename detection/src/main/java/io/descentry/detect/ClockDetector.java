package io.descentry.detect;

import io.descentry.memory.Memory;

/** A detector that is asked as time goes by, whether or not records come. */
public non-sealed interface ClockDetector<M extends Memory> extends Detector<M> {

    /**
     * Judges how things stand at a time.
     *
     * @param nowMillis time of the job, milliseconds since the epoch
     */
    Judgement judge(M memory, RunContext run, long nowMillis);
}
