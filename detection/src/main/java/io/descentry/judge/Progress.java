package io.descentry.judge;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;

/** How far a job has come: its attempt, whether that is over, and which records of it were seen. */
final class Progress implements Memory {
    private int attempt;
    private boolean ended;
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

    /** Whether records of an attempt are too late. */
    boolean isStale(int ofAttempt) {
        return ofAttempt < attempt || (ofAttempt == attempt && ended);
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

    void end() {
        ended = true;
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
        started = io.bool(started);
        steps.sync(io);
        evals.sync(io);
    }
}
