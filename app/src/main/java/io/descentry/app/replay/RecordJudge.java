package io.descentry.app.replay;

import io.descentry.corpus.TrainerRecord;
import io.descentry.judge.JobJudge;
import io.descentry.judge.JobMemory;
import io.descentry.judge.Verdict;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.topology.ReadStep;
import io.descentry.topology.Readings;
import io.descentry.topology.Soundness;
import org.jspecify.annotations.Nullable;

/** Puts the records of trainers before a judge as the topology does: first what is impossible by itself, then the job. */
public record RecordJudge(JobJudge judge) {
    /** A record is judged at the moment of its event time, so none lies ahead of the clock. */
    private static final Soundness SOUNDNESS = new Soundness(0);

    /** What comes of a record of the job that is remembered. */
    public Verdict judge(JobMemory memory, TrainerRecord record) {
        if (record instanceof TrainerRecord.Step step) {
            ReadStep read = Readings.read(step.value());
            Rejected unsound = SOUNDNESS.check(read, record.time().toEpochMilli());
            return unsound != null ? unsound : judge.judge(memory, read.reading());
        }
        Rejected unsound = check(record);
        if (unsound != null) {
            return unsound;
        } else if (record instanceof TrainerRecord.Job job) {
            return judge.describe(memory, Readings.of(job.value()));
        } else if (record instanceof TrainerRecord.Beat beat) {
            return judge.judge(memory, Readings.of(beat.value()));
        }
        return judge.judge(memory, Readings.of(((TrainerRecord.Eval) record).value()));
    }

    private static @Nullable Rejected check(TrainerRecord record) {
        long now = record.time().toEpochMilli();
        if (record instanceof TrainerRecord.Job job) {
            return SOUNDNESS.check(job.value(), now);
        } else if (record instanceof TrainerRecord.Beat beat) {
            return SOUNDNESS.check(beat.value(), now);
        }
        return SOUNDNESS.check(((TrainerRecord.Eval) record).value(), now);
    }
}
