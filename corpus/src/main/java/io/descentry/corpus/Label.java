package io.descentry.corpus;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The truth about one recorded run.
 *
 * @param kinds ids of the faults; empty if the run is healthy
 * @param also ids of further kinds that may rightly be reported: neither misses nor false alarms
 * @param onsetStep step at which the fault was injected or is first visible; 0 for healthy runs
 * @param endStep first step after a passing fault, or -1 if it lasts
 * @param layer where the fault is, if it has such a place
 * @param rank where the fault is, or -1
 * @param notes cause in words, {@code also:[...]} included
 */
public record Label(
        String run,
        Set<String> kinds,
        Set<String> also,
        long onsetStep,
        long endStep,
        @Nullable String layer,
        int rank,
        String notes) {

    /** Whether nothing is wrong with the run. */
    public boolean healthy() {
        return kinds.isEmpty();
    }
}
