package io.descentry.app.simulate;

import io.descentry.alert.AlertChange;
import io.descentry.app.replay.RecordJudge;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.TrainerRecord;
import io.descentry.corpus.cluster.ClusterStream;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.peer.Reports;
import io.descentry.reading.PeerNote;
import io.descentry.topology.AlertEvents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Some of the jobs of a cluster on their way through the code of the service, in one thread at a time. */
final class Shard {
    private final JobJudge judge;
    private final RecordJudge records;
    private final ClusterStream stream;
    private final Map<String, JobMemory> memories = new LinkedHashMap<>();
    private final List<AlertEvent> events = new ArrayList<>();
    private final SortedMap<String, Long> notJudged = new TreeMap<>();
    private List<Reports.Addressed> reports = new ArrayList<>();
    private long judged;

    Shard(JobJudge judge, ClusterStream stream) {
        this.judge = judge;
        this.records = new RecordJudge(judge);
        this.stream = stream;
    }

    /**
     * Takes notes of peers, then judges all records up to a moment, then lets the clock say that the moment has come.
     *
     * @param notes for any jobs; those of other shards are left alone
     * @return what the jobs tell their peers
     */
    List<Reports.Addressed> proceed(List<PeerNote> notes, long untilMillis) {
        reports = new ArrayList<>();
        for (PeerNote note : notes) {
            JobMemory memory = memories.get(note.jobId());
            if (memory != null) {
                follow(memory, judge.judge(memory, note));
            }
        }
        while (stream.due() <= untilMillis) {
            TrainerRecord record = stream.read();
            if (record == null) {
                break;
            }
            JobMemory memory = memories.computeIfAbsent(record.jobId(), judge::remember);
            pass(memory, record.time().toEpochMilli());
            follow(memory, records.judge(memory, record));
            judged++;
        }
        memories.values().forEach(memory -> pass(memory, untilMillis));
        return reports;
    }

    private void pass(JobMemory memory, long nowMillis) {
        judge.pass(memory, nowMillis).forEach(passed -> advance(memory, passed));
    }

    private void follow(JobMemory memory, Verdict verdict) {
        if (verdict instanceof Verdict.Judged good) {
            advance(memory, good);
        } else if (verdict instanceof Verdict.Ignored ignored) {
            notJudged.merge("ignored " + ignored.reason(), 1L, Long::sum);
        } else if (verdict instanceof Verdict.Rejected rejected) {
            notJudged.merge("refused " + rejected.reason(), 1L, Long::sum);
        }
    }

    private void advance(JobMemory memory, Verdict.Judged good) {
        List<AlertChange> changes = judge.advance(memory, good);
        changes.forEach(change -> events.add(AlertEvents.of(change)));
        reports.addAll(judge.report(memory, good, changes));
    }

    List<AlertEvent> events() {
        return events;
    }

    SortedMap<String, Long> notJudged() {
        return notJudged;
    }

    /** Records so far. */
    long judged() {
        return judged;
    }
}
