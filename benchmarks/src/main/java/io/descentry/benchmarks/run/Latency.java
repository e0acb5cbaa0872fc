package io.descentry.benchmarks.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long alerts took from the arrival of the record that they are about to a reader of what is committed, milliseconds. */
final class Latency {
    private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());

    void add(long delay) {
        millis.add(delay);
    }

    int count() {
        return millis.size();
    }

    /** What a share of the alerts does not exceed; NaN if there were none. */
    double at(double share) {
        List<Long> sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
    }
}
