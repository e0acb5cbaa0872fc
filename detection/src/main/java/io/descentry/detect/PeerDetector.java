package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.reading.PeerNote;

/** A detector that is asked when a job is told how it stands beside others. */
public non-sealed interface PeerDetector<M extends Memory> extends Detector<M> {

    /** Judges what the job was told; abstains from notes that are not for it. */
    Judgement judge(M memory, RunContext run, PeerNote note);
}
