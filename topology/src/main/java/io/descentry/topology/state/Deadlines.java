package io.descentry.topology.state;

import io.descentry.judge.JobMemory;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** When jobs are to be looked at although no record came, in order; by the clock. */
final class Deadlines {
    /** No look is needed. */
    static final long NEVER = Long.MAX_VALUE;

    private final PriorityQueue<Deadline> queue = new PriorityQueue<>(Comparator.comparingLong(Deadline::atMillis));

    /** One look at one job. */
    record Deadline(long atMillis, Bytes job) {}

    /** When the deadline of a job passes by the clock if nothing is heard of it since a moment. */
    static long of(JobMemory memory, long heardMillis) {
        long deadline = memory.deadlineMillis();
        return deadline == NEVER ? NEVER : heardMillis + Math.max(0, deadline - memory.heardAtMillis());
    }

    void add(long atMillis, Bytes job) {
        queue.add(new Deadline(atMillis, job));
    }

    /** The first one that is not after a moment; null if there is none. It is taken out. */
    @Nullable
    Deadline before(long moment) {
        Deadline first = queue.peek();
        return first == null || first.atMillis() > moment ? null : queue.poll();
    }

    void clear() {
        queue.clear();
    }
}
