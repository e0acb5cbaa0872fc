package io.descentry.detect;

import io.descentry.memory.Memory;

/**
 * Looks for one kind of illness in one job: a fixed rule, whose memory of a job is handed in with every reading.
 *
 * <p>A detector keeps nothing itself, so one instance serves all jobs and threads.
 *
 * @param <M> what it remembers of a job
 */
public sealed interface Detector<M extends Memory>
        permits StepDetector, EvalDetector, RankDetector, ClockDetector, PeerDetector, FleetDetector {

    /** What it looks for. */
    Kind kind();

    /** A fresh memory. */
    M remember();

    /** Version of the memory's layout; stored memories of another version start afresh. */
    default int layout() {
        return 1;
    }

    /** How its answers become alerts. */
    default Patience patience() {
        return Patience.STEPS;
    }

    /** A new attempt goes on from {@code step}: forget what was learnt behind it. */
    default void resume(M memory, long step) {}
}
