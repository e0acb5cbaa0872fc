package io.descentry.corpus;

import java.time.Duration;
import java.time.Instant;

/**
 * The measures of a run.
 *
 * @param start event time of the first record
 * @param end event time of the last record
 * @param records number of records; at least 1
 */
public record Extent(String jobId, Instant start, Instant end, long records) {

    /** Event time from the first record to the last. */
    public Duration length() {
        return Duration.between(start, end);
    }
}
