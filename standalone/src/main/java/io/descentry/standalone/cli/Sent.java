package io.descentry.standalone.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** When the last records of each job were sent, by their event times. Thread-safe. */
final class Sent {
    private static final int KEPT = 1024;

    private final Map<String, Tail> byJob = new HashMap<>();

    private static final class Tail {
        private final long[] times = new long[KEPT];
        private final long[] moments = new long[KEPT];
        private int next;
        private int size;
    }

    /**
     * Notes a record.
     *
     * @param time its event time
     * @param moment by the clock
     */
    synchronized void note(String job, long time, long moment) {
        Tail tail = byJob.computeIfAbsent(job, absent -> new Tail());
        tail.times[tail.next] = time;
        tail.moments[tail.next] = moment;
        tail.next = (tail.next + 1) % KEPT;
        tail.size = Math.min(KEPT, tail.size + 1);
    }

    /** When the last record of a job with this event time was sent; empty if there was none lately. */
    synchronized OptionalLong at(String job, long time) {
        Tail tail = byJob.get(job);
        for (int back = 1; tail != null && back <= tail.size; back++) {
            int place = Math.floorMod(tail.next - back, KEPT);
            if (tail.times[place] == time) {
                return OptionalLong.of(tail.moments[place]);
            }
        }
        return OptionalLong.empty();
    }
}
