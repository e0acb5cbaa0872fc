package io.descentry.judge;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;

/** How far a job has come: its attempt, whether that is over, and which records of it were seen. */
final class Progress implements Memory {
    private int attempt;
    private boolean ended;
    private long endedAtMillis;
    private boolean started;
    private final RankSteps steps = new RankSteps();
    private final SplitEvals evals = new SplitEvals();

    int attempt() {
        return attempt;
    }

    /** Whether the attempt at hand is over. */
    boolean ended() {
        return ended;
    }

    /** Whether a step of the attempt at hand was seen. */
    boolean started() {
        return started;
    }

    /** Whether an attempt is over, so that nothing more can be said about it. */
    boolean isStale(int ofAttempt) {
        return ofAttempt < attempt || (ofAttempt == attempt && ended);
    }

    /**
     * Whether what happened in an attempt at a time comes too late. The end of a job travels on another topic than its
     * steps and may overtake the last of them; those that happened before the end still count.
     */
    boolean isStale(int ofAttempt, long timeMillis) {
        return isStale(ofAttempt) && (ofAttempt < attempt || timeMillis > endedAtMillis);
    }

    void begin(int newAttempt) {
        attempt = newAttempt;
        ended = false;
        started = false;
        steps.clear();
        evals.clear();
    }

    void start() {
        started = true;
    }

    void end(long timeMillis) {
        ended = true;
        endedAtMillis = timeMillis;
    }

    RankSteps steps() {
        return steps;
    }

    SplitEvals evals() {
        return evals;
    }

    @Override
    public void sync(MemoryIo io) {
        attempt = io.i32(attempt);
        ended = io.bool(ended);
        endedAtMillis = io.i64(endedAtMillis);
        started = io.bool(started);
        steps.sync(io);
        evals.sync(io);
    }
}
