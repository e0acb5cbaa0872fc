package io.descentry.corpus.cluster;

import io.descentry.avro.Heartbeat;
import io.descentry.corpus.TrainerRecord;
import java.time.Instant;

/** Signs of life of the ranks of a job: every ten seconds from each rank that is not dead, in half of the jobs. */
final class Heartbeats {
    private static final long INTERVAL = 10_000;
    private static final long FIRST = 3_000;
    /** Ranks beat one after the other. */
    private static final long APART = 5;

    private final SimulatedJob job;
    private long round;
    private int rank = -1;
    private long due;

    Heartbeats(SimulatedJob job) {
        this.job = job;
        this.round = job.startMillis() + FIRST;
        if (Draws.of(job.seed(), "heartbeats", 0).nextBoolean()) {
            next();
        } else {
            end();
        }
    }

    /** When the next one is due, milliseconds since the epoch; {@link JobStream#OVER} after the last. */
    long due() {
        return due;
    }

    /**
     * The next one.
     *
     * @param done steps that have ended, which it tells
     */
    TrainerRecord take(int done) {
        var beat = Heartbeat.newBuilder()
                .setJobId(job.id())
                .setRank(rank)
                .setTime(Instant.ofEpochMilli(due))
                .setStep(done <= 0 ? -1 : job.base().stepOf(done - 1L))
                .build();
        next();
        return new TrainerRecord.Beat(beat);
    }

    /** No more of them. */
    void end() {
        due = JobStream.OVER;
    }

    private void next() {
        int passed = 0;
        do {
            rank++;
            if (rank == job.ranks()) {
                rank = 0;
                round += INTERVAL;
            }
            due = round + rank * APART;
            passed++;
        } while (passed <= job.ranks() && isDead());
        if (isDead()) {
            end();
        }
    }

    private boolean isDead() {
        for (Injection injection : job.injections()) {
            if (injection.kills(rank, due)) {
                return true;
            }
        }
        return false;
    }
}
