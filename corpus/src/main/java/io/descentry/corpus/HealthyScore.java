package io.descentry.corpus;

import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;

/**
 * What was said about runs that are well.
 *
 * @param runs healthy runs
 * @param steps steps of those whose length is known
 * @param alarms alerts on them that reached warning or critical
 * @param alarmed runs with such an alert, with the kinds reported on them
 */
public record HealthyScore(int runs, long steps, int alarms, SortedMap<String, Set<String>> alarmed) {

    /** Share of the runs with an alarm, 0 to 1; empty if there are none. */
    public OptionalDouble alarmedShare() {
        return perRun(alarmed.size());
    }

    /** Alarms for each run. */
    public OptionalDouble alarmsPerRun() {
        return perRun(alarms);
    }

    /** Alarms for each 1,000 steps. */
    public OptionalDouble alarmsPerThousandSteps() {
        return steps == 0 ? OptionalDouble.empty() : OptionalDouble.of(1000.0 * alarms / steps);
    }

    private OptionalDouble perRun(int count) {
        return runs == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) count / runs);
    }
}
