package io.descentry.corpus.cluster;

import java.util.SplittableRandom;

/**
 * When the steps of a job end. Training is synchronous: a slow rank slows the whole job. Some jobs pause to write a
 * checkpoint.
 */
final class JobClock {
    /** From the description to the first step, milliseconds: loading of data, compilation. */
    static final long START_UP = 8_000;
    /** Part of a step that a rank computes and does not wait; 0 to 1. */
    static final double COMPUTE = 0.7;

    private static final double JITTER = 0.02;
    private static final int STEPS_PER_CHECKPOINT = 150;

    private final SimulatedJob job;
    private final SplittableRandom random;
    private final long pause;
    private long now;
    private long step;

    JobClock(SimulatedJob job) {
        this.job = job;
        this.random = Draws.of(job.seed(), "clock", 0);
        this.pause = random.nextInt(2) * (6_000L + random.nextInt(12_000));
        this.now = job.startMillis() + START_UP;
    }

    /** Ends the next step; milliseconds since the epoch. */
    long next() {
        double slowest = 1;
        for (Injection injection : job.injections()) {
            slowest = Math.max(slowest, injection.slowest(step));
        }
        double length = (1 - COMPUTE + COMPUTE * slowest) * (1 + JITTER * random.nextGaussian());
        now += Math.max(1, Math.round(job.intervalMillis() * length));
        if (step > 0 && step % STEPS_PER_CHECKPOINT == 0) {
            now += pause;
        }
        step++;
        return now;
    }
}
