package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.reading.EvalReading;

/** A detector that is asked at every evaluation. */
public non-sealed interface EvalDetector<M extends Memory> extends Detector<M> {

    /** Judges an evaluation. */
    Judgement judge(M memory, RunContext run, EvalReading reading);
}
