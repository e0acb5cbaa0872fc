package io.descentry.app.replay;

import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Run;
import io.descentry.corpus.RunReader;
import io.descentry.corpus.TrainerRecord;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.reading.JobFacts;
import io.descentry.topology.AlertEvents;
import io.descentry.topology.Readings;
import io.descentry.topology.Soundness;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One run on its way through the service's code, without a broker. For one use. */
final class Replay {
    /** A record is judged at the moment of its event time, so none lies ahead of the clock. */
    private static final Soundness SOUNDNESS = new Soundness(0);

    private final JobJudge judge;
    private final List<AlertEvent> events = new ArrayList<>();
    private final SortedMap<String, Long> notJudged = new TreeMap<>();

    Replay(JobJudge judge) {
        this.judge = judge;
    }

    /** Judges the run from its first record to its last. */
    AlertSource.Outcome of(Run run) throws IOException {
        try (RunReader reader = run.open()) {
            TrainerRecord record = reader.read();
            if (record != null) {
                JobMemory memory = judge.remember(record.jobId());
                long now = 0;
                for (; record != null; record = reader.read()) {
                    now = record.time().toEpochMilli();
                    pass(memory, now);
                    take(memory, record);
                }
                pass(memory, now + AlertSource.RUNS_ON.toMillis());
            }
        }
        return new AlertSource.Outcome(events, notJudged);
    }

    private void pass(JobMemory memory, long nowMillis) {
        judge.pass(memory, nowMillis).forEach(passed -> advance(memory, passed));
    }

    private void advance(JobMemory memory, Verdict.Judged judged) {
        judge.advance(memory, judged).forEach(change -> events.add(AlertEvents.of(change)));
    }

    private void take(JobMemory memory, TrainerRecord record) {
        Rejected unsound = check(record);
        Verdict verdict = unsound == null ? judged(memory, record) : unsound;
        if (verdict instanceof Verdict.Judged judged) {
            advance(memory, judged);
        } else if (verdict instanceof Verdict.Ignored ignored) {
            count("ignored " + ignored.reason());
        } else if (verdict instanceof Rejected rejected) {
            count("refused " + rejected.reason());
        }
    }

    private static @Nullable Rejected check(TrainerRecord record) {
        long now = record.time().toEpochMilli();
        if (record instanceof TrainerRecord.Job job) {
            return SOUNDNESS.check(job.value(), now);
        } else if (record instanceof TrainerRecord.Step step) {
            return SOUNDNESS.check(step.value(), now);
        }
        return SOUNDNESS.check(((TrainerRecord.Eval) record).value(), now);
    }

    private Verdict judged(JobMemory memory, TrainerRecord record) {
        if (record instanceof TrainerRecord.Job job) {
            JobFacts facts = Readings.of(job.value());
            Verdict verdict = judge.describe(memory, facts);
            if (verdict instanceof Verdict.Judged) {
                judge.refusedSettings(facts).ifPresent(why -> count("refused " + why.reason()));
            }
            return verdict;
        } else if (record instanceof TrainerRecord.Step step) {
            return judge.judge(memory, Readings.of(step.value()));
        }
        return judge.judge(memory, Readings.of(((TrainerRecord.Eval) record).value()));
    }

    private void count(String what) {
        notJudged.merge(what, 1L, Long::sum);
    }
}
