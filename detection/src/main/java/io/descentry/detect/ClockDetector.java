package io.descentry.detect;

import io.descentry.memory.Memory;
import java.util.Set;

/** A detector that is asked as time goes by, whether or not records come. */
public non-sealed interface ClockDetector<M extends Memory> extends Detector<M> {
    /** It has nothing to say unless something happens. */
    long NEVER = Long.MAX_VALUE;

    /** The time of the job at which it wants to be asked, as things stand; {@link #NEVER} if at none. */
    long dueAt(M memory, RunContext run);

    /**
     * Judges how things stand at the time at which it wanted to be asked, which may be noticed later.
     *
     * @param open kinds whose alert is open
     * @param atMillis time of the job, milliseconds since the epoch
     */
    Judgement judge(M memory, RunContext run, Set<Kind> open, long atMillis);
}
