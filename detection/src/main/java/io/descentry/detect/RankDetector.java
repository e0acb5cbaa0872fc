package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.reading.GatheredStep;

/** A detector that is asked once for each step, when all ranks have told of it or no more are waited for. */
public non-sealed interface RankDetector<M extends Memory> extends Detector<M> {

    /** Judges what the ranks told of a step. */
    Judgement judge(M memory, RunContext run, GatheredStep step);
}
