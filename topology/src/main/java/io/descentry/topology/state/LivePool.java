package io.descentry.topology.state;

import java.util.concurrent.atomic.AtomicInteger;

/** How many jobs the tasks of an instance may have on the heap together. Thread-safe. */
/*
 * Partitions are not equally large, so a task may take more than its even share while others leave theirs. When all are taken, only
 * a task that holds more than its share has to give something back; one that holds less takes what is due to it, and the others follow
 * with their next job or their next look at the clock. Counted where a job becomes live or rests, not at each record.
 */
final class LivePool {
    private final int most;
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicInteger live = new AtomicInteger();

    /** @param most jobs of all tasks; 1 or above */
    LivePool(int most) {
        this.most = most;
    }

    /** A task judges from now on. */
    void join() {
        tasks.incrementAndGet();
    }

    /** A task judges no more. */
    void leave() {
        tasks.decrementAndGet();
    }

    void take() {
        live.incrementAndGet();
    }

    void give(int jobs) {
        live.addAndGet(-jobs);
    }

    /** Whether a task that holds so many must let one rest. */
    boolean isShort(int held) {
        return live.get() > most && held > Math.max(1, most / Math.max(1, tasks.get()));
    }
}
