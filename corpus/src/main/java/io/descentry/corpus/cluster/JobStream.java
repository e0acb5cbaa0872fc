package io.descentry.corpus.cluster;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.corpus.TrainerRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The records of one job in the order of time: those of its training, and heartbeats of its ranks. Not thread-safe. */
final class JobStream {
    /** Ranks end a step at about the same time: they differ by at most so many milliseconds. */
    private static final int SKEW = 120;
    /** No further record. */
    static final long OVER = Long.MAX_VALUE;

    private final SimulatedJob job;
    private final JobClock clock;
    private final SplittableRandom random;
    private final RankRecords records;
    /** The block in hand: for each record its time and rank in one number, so that sorting orders both. */
    private final long[] block;

    private final Heartbeats heartbeats;
    private int cursor;
    private int beat = -1;
    private int evals;
    private long stepEnd;
    private long due;

    JobStream(SimulatedJob job) {
        this.job = job;
        this.clock = new JobClock(job);
        this.random = Draws.of(job.seed(), "skew", 0);
        this.records = new RankRecords(job);
        this.block = new long[job.ranks()];
        this.heartbeats = new Heartbeats(job);
        this.due = job.startMillis();
    }

    /** When the next record is due, milliseconds since the epoch; {@link #OVER} after the last. */
    long due() {
        return Math.min(due, heartbeats.due());
    }

    /** The next record. */
    TrainerRecord take() {
        return heartbeats.due() < due ? heartbeats.take(beat) : train();
    }

    private TrainerRecord train() {
        if (beat < 0) {
            nextStep();
            return new TrainerRecord.Job(job.description());
        }
        List<EvalSummary> after = evalsOf(beat);
        if (cursor < block.length) {
            int rank = (int) (block[cursor] & 0xffff);
            TrainerRecord step = new TrainerRecord.Step(
                    records.of(job.base().beats().get(beat).step(), rank, Instant.ofEpochMilli(due)));
            cursor++;
            proceed(after);
            return step;
        }
        if (evals < after.size()) {
            TrainerRecord eval = new TrainerRecord.Eval(records.of(after.get(evals), Instant.ofEpochMilli(due)));
            evals++;
            proceed(after);
            return eval;
        }
        Instant end = Instant.ofEpochMilli(due);
        due = OVER;
        heartbeats.end();
        return new TrainerRecord.Job(JobDescription.newBuilder(job.description())
                .setState(JobState.FINISHED)
                .setTime(end)
                .build());
    }

    private List<EvalSummary> evalsOf(int of) {
        return of < job.base().beats().size() ? job.base().beats().get(of).evals() : List.of();
    }

    /** Finds out what comes after the record just taken. */
    private void proceed(List<EvalSummary> after) {
        if (cursor < block.length) {
            due = block[cursor] >>> 16;
        } else if (evals < after.size()) {
            due = stepEnd + SKEW + 1 + evals;
        } else {
            nextStep();
        }
    }

    private void nextStep() {
        beat++;
        cursor = 0;
        evals = 0;
        if (beat >= job.base().beats().size()) {
            cursor = block.length;
            due = stepEnd + 1000;
            return;
        }
        stepEnd = clock.next();
        long step = job.base().beats().get(beat).step().getStep();
        for (Injection injection : job.injections()) {
            if (injection.halts(step, stepEnd)) {
                due = OVER;
                return;
            }
        }
        for (int rank = 0; rank < block.length; rank++) {
            block[rank] = ((stepEnd + (block.length == 1 ? 0 : random.nextInt(SKEW))) << 16) | rank;
        }
        Arrays.sort(block);
        due = block[0] >>> 16;
    }
}
