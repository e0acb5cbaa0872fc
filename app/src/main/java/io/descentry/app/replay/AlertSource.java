package io.descentry.app.replay;

import io.descentry.app.Progress;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** A way to have recorded runs judged. Every way gives the same alerts. */
@FunctionalInterface
public interface AlertSource {

    /** For so long the clock runs on after the last record of a run: past every deadline that detectors set by default. */
    Duration RUNS_ON = Duration.ofHours(1);

    /**
     * Judges each run from its first record to its last.
     *
     * @param runs with job ids that differ
     * @throws IOException if a run cannot be read or the way fails
     */
    Outcome judge(List<Run> runs, Progress progress) throws IOException, InterruptedException;

    /**
     * The same way with other settings of detectors.
     *
     * @param settings by key, for example {@code loss_spike.sigmas}; all of them are accepted ones
     */
    default AlertSource with(Map<String, String> settings) {
        if (settings.isEmpty()) {
            return this;
        }
        throw new UnsupportedOperationException("settings cannot be tried in this way");
    }

    /**
     * What came of the runs.
     *
     * @param events every alert event; those of one job in the order of their publication, jobs in any order
     * @param notJudged records that were refused or ignored, counted by reason
     */
    record Outcome(List<AlertEvent> events, SortedMap<String, Long> notJudged) {}
}
