package io.descentry.app.replay;

import io.descentry.app.Progress;
import io.descentry.app.Terminal;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Run;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Runs with what was said about them, in the order of their names.
 *
 * @param byJob runs by job id
 * @param events those of one run together, in the order of their publication; last those of no run, as of several jobs
 */
record JudgedRuns(Map<String, Run> byJob, List<AlertEvent> events) {

    /**
     * Has runs judged and tells on standard error what could not be.
     *
     * @throws UsageException if two runs have one job id
     */
    static JudgedRuns by(AlertSource source, List<Run> runs, Terminal terminal)
            throws IOException, InterruptedException, UsageException {
        Map<String, Run> byJob = byJob(runs);
        AlertSource.Outcome outcome;
        try (Progress progress = terminal.progress()) {
            outcome = source.judge(runs, progress);
        }
        outcome.notJudged()
                .forEach((reason, count) -> terminal.err().println("records not judged: " + reason + " " + count));
        return new JudgedRuns(byJob, inOrder(byJob, outcome.events()));
    }

    private static Map<String, Run> byJob(List<Run> runs) throws IOException, UsageException {
        var byJob = new LinkedHashMap<String, Run>();
        for (Run run : runs) {
            Run other = byJob.put(run.jobId(), run);
            if (other != null) {
                throw new UsageException(other.file() + " and " + run.file() + " are both of job " + run.jobId());
            }
        }
        return byJob;
    }

    private static List<AlertEvent> inOrder(Map<String, Run> byJob, List<AlertEvent> events) {
        var ofJob = new TreeMap<String, List<AlertEvent>>();
        events.forEach(event -> ofJob.computeIfAbsent(event.getJobId(), job -> new ArrayList<>())
                .add(event));
        var inOrder = new ArrayList<AlertEvent>(events.size());
        for (String job : byJob.keySet()) {
            List<AlertEvent> told = ofJob.remove(job);
            inOrder.addAll(told == null ? List.of() : told);
        }
        ofJob.values().forEach(inOrder::addAll);
        return List.copyOf(inOrder);
    }
}
