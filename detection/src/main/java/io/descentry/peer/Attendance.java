package io.descentry.peer;

import java.util.Arrays;

/** When jobs came to something that they share and left it, of late and by event time: how many were there at an earlier moment. */
final class Attendance {
    /*
     * One number for each change, so that they sort by time: twice the time, and one more where a job left. Changes arrive nearly in
     * the order of time, so most are added at the end.
     */
    private static final long[] NONE = {};

    private long[] changes = NONE;
    private int size;

    /** A job came, or left, at a time. */
    void add(long timeMillis, boolean left) {
        if (size == changes.length) {
            changes = Arrays.copyOf(changes, Math.max(2, size + (size >> 1)));
        }
        int at = indexAfter(code(timeMillis, left));
        System.arraycopy(changes, at, changes, at + 1, size - at);
        changes[at] = code(timeMillis, left);
        size++;
    }

    /** What is no longer the last that a job did says nothing of it. */
    void remove(long timeMillis, boolean left) {
        int at = Arrays.binarySearch(changes, 0, size, code(timeMillis, left));
        if (at >= 0) {
            System.arraycopy(changes, at + 1, changes, at, size - at - 1);
            size--;
        }
    }

    /** Drops what is older than a time. */
    void drop(long beforeMillis) {
        int old = indexAfter(code(beforeMillis, false) - 1);
        if (old > 0) {
            changes = old == size ? NONE : Arrays.copyOfRange(changes, old, size);
            size -= old;
        }
    }

    /** How many came after a time, less those who left. */
    int gain(long afterMillis) {
        int gain = 0;
        for (int i = indexAfter(code(afterMillis, true)); i < size; i++) {
            gain += (changes[i] & 1) == 0 ? 1 : -1;
        }
        return gain;
    }

    /** How many came after a time. */
    int arrivals(long afterMillis) {
        int arrivals = 0;
        for (int i = indexAfter(code(afterMillis, true)); i < size; i++) {
            arrivals += (changes[i] & 1) == 0 ? 1 : 0;
        }
        return arrivals;
    }

    /** What those who came after a time missed since then, less what those who left were there for, in milliseconds. */
    double missed(long afterMillis) {
        double missed = 0;
        for (int i = indexAfter(code(afterMillis, true)); i < size; i++) {
            long late = (changes[i] >> 1) - afterMillis;
            missed += (changes[i] & 1) == 0 ? late : -late;
        }
        return missed;
    }

    private static long code(long timeMillis, boolean left) {
        return 2 * timeMillis + (left ? 1 : 0);
    }

    /** The first that is greater. */
    private int indexAfter(long code) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (changes[middle] <= code) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
