package io.descentry.it.kill;

import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertLifecycle;
import io.descentry.app.replay.RecordJudge;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.TrainerRecord;
import io.descentry.detect.Catalogue;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import io.descentry.topology.AlertEvents;
import io.descentry.wire.RecordEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Judges records in this process, from the first to the last, without a broker and without ever writing a memory. */
final class CleanReplay {
    private final JobJudge judge = new JobJudge(Catalogue.standard(), AlertLifecycle.DEFAULT);
    private final RecordJudge records = new RecordJudge(judge);
    private final Map<String, JobMemory> memories = new HashMap<>();
    private final RecordEncoder<AlertEvent> encoder;
    private final Outcome outcome = new Outcome();

    CleanReplay(SchemaRegistry registry) throws SchemaRegistryException {
        encoder = new RecordEncoder<>(Topic.ALERT_EVENTS, registry);
    }

    void take(TrainerRecord record) {
        JobMemory memory = memories.computeIfAbsent(record.jobId(), judge::remember);
        judge.pass(memory, record.time().toEpochMilli()).forEach(passed -> advance(memory, passed));
        if (records.judge(memory, record) instanceof Verdict.Judged judged) {
            advance(memory, judged);
        }
    }

    private void advance(JobMemory memory, Verdict.Judged judged) {
        List<AlertChange> changes = judge.advance(memory, judged);
        judge.report(memory, judged, changes);
        changes.forEach(change -> outcome.alert(change.job().jobId(), encoder.encode(AlertEvents.of(change))));
    }

    /** What it left. */
    Outcome outcome() {
        memories.forEach((job, memory) -> outcome.state(job, judge.write(memory)));
        memories.clear();
        return outcome;
    }
}
