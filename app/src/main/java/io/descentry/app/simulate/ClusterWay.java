package io.descentry.app.simulate;

import io.descentry.app.Progress;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.cluster.SimulatedCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;

/** A way to have a simulated cluster judged. */
@FunctionalInterface
public interface ClusterWay {

    /**
     * Judges the cluster from the beginning of the simulation to its end.
     *
     * @throws IOException if the way fails
     */
    Outcome judge(SimulatedCluster cluster, Progress progress) throws IOException, InterruptedException;

    /**
     * What came of it.
     *
     * @param events every alert event; those of one job in the order of their publication
     * @param notJudged records that were refused or ignored, counted by reason
     * @param records that trainers sent
     * @param took by the clock
     * @param delays of alerts at their reader after the last record that they needed was sent, milliseconds by the clock;
     *     empty if nothing is sent and read
     * @param deadlineDelays the same for alerts that need no record but a deadline that passes
     */
    record Outcome(
            List<AlertEvent> events,
            SortedMap<String, Long> notJudged,
            long records,
            Duration took,
            List<Double> delays,
            List<Double> deadlineDelays) {}
}
