package io.descentry.app.replay;

import io.descentry.app.Terminal;
import io.descentry.corpus.Causes;
import io.descentry.corpus.Course;
import io.descentry.corpus.Label;
import io.descentry.corpus.Labels;
import io.descentry.corpus.ReportedAlert;
import io.descentry.corpus.Run;
import io.descentry.corpus.Runs;
import io.descentry.corpus.Scorecard;
import io.descentry.corpus.Truth;
import io.descentry.detect.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The labelled runs of a directory, what was said about them, and how true that is.
 *
 * @param card the score
 */
record Evaluation(Truth truth, JudgedRuns judged, Scorecard card) {

    /**
     * Has the labelled runs judged and scores what was said. Tells on standard error what is not scored.
     *
     * @param causesFile truths about causes in place of the file beside the labels
     * @throws UsageException if there is no labelled run, or two are of one job
     */
    static Evaluation of(Path directory, @Nullable Path causesFile, AlertSource source, Terminal terminal)
            throws IOException, InterruptedException, UsageException {
        Labels labels = Labels.read(directory);
        Causes causes = Causes.read(directory, causesFile);
        JudgedRuns judged = JudgedRuns.by(source, labelled(directory, labels, terminal), terminal);
        var truth = new LinkedHashMap<String, Label>();
        var steps = new LinkedHashMap<String, Long>();
        for (Map.Entry<String, Run> run : judged.byJob().entrySet()) {
            Label label = labels.of(run.getValue().name()).orElseThrow();
            truth.put(run.getKey(), label);
            if (label.healthy()) {
                steps.put(run.getKey(), Course.of(run.getValue()).steps());
            }
        }
        var known = new Truth(truth, causes, steps);
        return new Evaluation(
                known,
                judged,
                Scorecard.of(
                        known,
                        judged.events().stream().map(ReportedAlert::of).toList(),
                        Arrays.stream(Kind.values()).map(Kind::id).toList()));
    }

    /** The label of a judged job. */
    Label label(String jobId) {
        Label label = truth.labels().get(jobId);
        if (label == null) {
            throw new IllegalStateException("no label of " + jobId);
        }
        return label;
    }

    private static List<Run> labelled(Path directory, Labels labels, Terminal terminal)
            throws IOException, UsageException {
        var labelled = new ArrayList<Run>();
        for (Run run : Runs.in(directory)) {
            if (labels.of(run.name()).isPresent()) {
                labelled.add(run);
            } else {
                terminal.err().println("not scored, as it has no label: " + run.name());
            }
        }
        if (labelled.isEmpty()) {
            throw new UsageException("no labelled run in " + directory);
        }
        return labelled;
    }
}
