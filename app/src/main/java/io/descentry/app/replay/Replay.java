package io.descentry.app.replay;

import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Run;
import io.descentry.corpus.RunReader;
import io.descentry.corpus.TrainerRecord;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.topology.AlertEvents;
import io.descentry.topology.Readings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** One run on its way through the service's code, without a broker. For one use. */
final class Replay {
    private final JobJudge judge;
    private final RecordJudge records;
    private final List<AlertEvent> events = new ArrayList<>();
    private final SortedMap<String, Long> notJudged = new TreeMap<>();

    Replay(JobJudge judge) {
        this.judge = judge;
        this.records = new RecordJudge(judge);
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
        Verdict verdict = records.judge(memory, record);
        if (verdict instanceof Verdict.Judged judged) {
            advance(memory, judged);
            if (record instanceof TrainerRecord.Job job) {
                judge.refusedSettings(Readings.of(job.value())).ifPresent(why -> count("refused " + why.reason()));
            }
        } else if (verdict instanceof Verdict.Ignored ignored) {
            count("ignored " + ignored.reason());
        } else if (verdict instanceof Rejected rejected) {
            count("refused " + rejected.reason());
        }
    }

    private void count(String what) {
        notJudged.merge(what, 1L, Long::sum);
    }
}
