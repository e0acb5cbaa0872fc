package io.descentry.app.replay;

import io.descentry.alert.AlertLifecycle;
import io.descentry.app.Progress;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Run;
import io.descentry.detect.Catalogue;
import io.descentry.judge.JobJudge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Judges runs in this process with the code of the service, on all cores. */
public final class DetectionSource implements AlertSource {
    private final JobJudge judge;

    /** With all detectors as they are where nothing is set. */
    public DetectionSource() {
        this(Catalogue.standard());
    }

    private DetectionSource(Catalogue detectors) {
        judge = new JobJudge(detectors, AlertLifecycle.DEFAULT);
    }

    @Override
    public AlertSource with(Map<String, String> settings) {
        return new DetectionSource(Catalogue.standard().with(settings).catalogue());
    }

    @Override
    public Outcome judge(List<Run> runs, Progress progress) throws IOException, InterruptedException {
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            CompletionService<Outcome> outcomes = new ExecutorCompletionService<>(workers);
            runs.forEach(run -> outcomes.submit(() -> new Replay(judge).of(run)));
            List<AlertEvent> events = new ArrayList<>();
            SortedMap<String, Long> notJudged = new TreeMap<>();
            for (int done = 0; done < runs.size(); done++) {
                progress.advance(done, runs.size(), "runs judged");
                Outcome outcome = outcomes.take().get();
                events.addAll(outcome.events());
                outcome.notJudged().forEach((what, count) -> notJudged.merge(what, count, Long::sum));
            }
            return new Outcome(events, notJudged);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException bug) {
            throw bug;
        } else if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException unreadable ? unreadable : new IOException(cause);
    }
}
