package io.descentry.peer;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that jobs share, for example a host, with how its jobs fared so far. */
final class Factor implements Memory {
    private static final double MINUTE = 60_000;
    private static final double HALF_LIFE = 7 * 24 * 60 * MINUTE;
    private static final double GONE = 1e-3;
    private static final double UNKNOWN = 0.5;

    final FactorSort sort;
    final String value;

    /** The host of a device, the rack of a host; null for others and where nobody told. */
    @Nullable
    Factor within;

    private final Attendance attendance = new Attendance();
    private int running;
    private long sinceMillis;
    private double jobMinutes;
    private double jobs;
    private final float[] falls = new float[Manner.count()];
    private List<Fall> recent = List.of();

    Factor(FactorSort sort, String value) {
        this.sort = sort;
        this.value = value;
    }

    /** Its jobs that are running. */
    int running() {
        return running;
    }

    /** Its jobs that were running at a time not long ago. */
    int running(long atMillis) {
        return Math.max(0, running - attendance.gain(atMillis));
    }

    /** Changes of jobs of late. */
    Attendance attendance() {
        return attendance;
    }

    /**
     * A job is there.
     *
     * @param first whether it was not there before
     * @param timeMillis since when
     */
    void join(boolean first, long timeMillis, long nowMillis) {
        accrue(nowMillis);
        jobMinutes += Math.max(0, nowMillis - timeMillis) / MINUTE;
        running++;
        jobs += first ? 1 : 0;
    }

    /** A job is not there since a time. */
    void leave(long timeMillis, long nowMillis) {
        accrue(nowMillis);
        jobMinutes = Math.max(0, jobMinutes - Math.max(0, nowMillis - timeMillis) / MINUTE);
        running--;
    }

    /** A job fell ill as jobs do. */
    void count(Manner manner, long nowMillis) {
        accrue(nowMillis);
        falls[manner.ordinal()]++;
    }

    /** Time that jobs had spent there at a moment, in minutes; what is a week old counts half. */
    double jobMinutes(long atMillis) {
        double minutes = jobMinutes * kept(atMillis) + running * (elapsed(atMillis) / MINUTE);
        if (atMillis >= sinceMillis) {
            return minutes;
        }
        double since = (double) running * (sinceMillis - atMillis) - attendance.missed(atMillis);
        return Math.max(0, minutes - since / MINUTE);
    }

    /** Jobs that were ever there at that moment, likewise. */
    double jobs(long atMillis) {
        double ever = jobs * kept(atMillis) - attendance.arrivals(atMillis);
        return Math.max(ever, running(atMillis));
    }

    /** How often they had fallen ill, likewise; what is recent does not count, nor what something out of the usual explains. */
    double falls(Manner manner, long atMillis) {
        double usual = falls[manner.ordinal()] * kept(atMillis);
        for (Fall fall : before(atMillis - Lateness.RECENT_MILLIS)) {
            usual += fall.manner == manner && fall.isUsualAt(this) ? 1 : 0;
        }
        return usual;
    }

    private long elapsed(long nowMillis) {
        return sinceMillis == 0 ? 0 : Math.max(0, nowMillis - sinceMillis);
    }

    private double kept(long nowMillis) {
        return Math.pow(0.5, elapsed(nowMillis) / HALF_LIFE);
    }

    /** Only what is kept changes it, so that a restart in between makes no difference. */
    private void accrue(long nowMillis) {
        double kept = kept(nowMillis);
        jobMinutes = jobMinutes(Math.max(sinceMillis, nowMillis));
        jobs *= kept;
        for (int i = 0; i < falls.length; i++) {
            falls[i] *= (float) kept;
        }
        sinceMillis = Math.max(sinceMillis, nowMillis);
    }

    /** Falls not long ago, by time. */
    List<Fall> recent() {
        return recent;
    }

    /** Those from a time on and up to another. */
    List<Fall> between(long fromMillis, long toMillis) {
        int from = firstFrom(fromMillis);
        return recent.subList(from, Math.max(from, firstFrom(toMillis + 1)));
    }

    /** Those before a time. */
    List<Fall> before(long toMillis) {
        return recent.subList(0, firstFrom(toMillis));
    }

    private int firstFrom(long fromMillis) {
        int low = 0;
        int high = recent.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (recent.get(middle).timeMillis < fromMillis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    void add(Fall fall) {
        if (recent.isEmpty()) {
            recent = new ArrayList<>(2);
        }
        int at = Collections.binarySearch(recent, fall, Fall::order);
        recent.add(at < 0 ? -at - 1 : at, fall);
    }

    void remove(Fall fall) {
        recent.remove(fall);
        if (recent.isEmpty()) {
            recent = List.of();
        }
    }

    /** Drops the oldest falls. */
    void removeFirst(int n) {
        recent.subList(0, n).clear();
        if (recent.isEmpty()) {
            recent = List.of();
        }
    }

    /** Whether nothing would be lost with it. */
    boolean isForgotten(long nowMillis) {
        if (running > 0 || !recent.isEmpty()) {
            return false;
        }
        double ever = jobs * kept(nowMillis);
        double sum = 0;
        for (float count : falls) {
            sum += count;
        }
        return ever < GONE || (sum == 0 && ever < UNKNOWN);
    }

    /** In words, for example {@code host h17}. */
    String words() {
        return sort == FactorSort.CLUSTER ? "the cluster" : sort.word() + ' ' + value;
    }

    /** What is kept beside the jobs that run there, which tell themselves. */
    @Override
    public void sync(MemoryIo io) {
        sinceMillis = io.i64(sinceMillis);
        jobMinutes = io.f64(jobMinutes);
        jobs = io.f64(jobs);
        io.f32s(falls);
    }

    /** A job of before a restart is there still. */
    void rejoin() {
        running++;
    }

    /** Drops what nothing asks about any more. */
    void sweep(long nowMillis) {
        attendance.drop(nowMillis - Lateness.KEPT_MILLIS);
    }
}
