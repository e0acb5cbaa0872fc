package io.descentry.corpus;

import java.util.Map;

/**
 * What is known about judged runs.
 *
 * @param labels by job id
 * @param causes of the runs
 * @param steps how many steps each run has, by job id; runs of unknown length are absent
 */
public record Truth(Map<String, Label> labels, Causes causes, Map<String, Long> steps) {

    /** Labels alone. */
    public static Truth of(Map<String, Label> labels) {
        return new Truth(labels, Causes.NONE, Map.of());
    }
}
