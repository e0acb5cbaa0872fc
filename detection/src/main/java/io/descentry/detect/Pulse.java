package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.HeartbeatReading;

/** Signs of life of one attempt of a job: when it was heard of, when it got on, and how its ranks keep up. Event time only. */
public final class Pulse implements Memory {
    /** Before anything was heard. */
    public static final long NEVER = Long.MIN_VALUE;

    private long beganAt = NEVER;
    private long heardAt = NEVER;
    private long movedAt = NEVER;
    private long firstMovedAt = NEVER;
    private long step = -1;
    private long firstStep;
    private long ticks;
    private double spread;
    private int intervals;
    private long longest;
    private long beatAt = NEVER;
    private long longestBeat;
    private final RankPulses ranks = new RankPulses();

    /** A new attempt begins. */
    void clear() {
        beganAt = NEVER;
        heardAt = NEVER;
        movedAt = NEVER;
        firstMovedAt = NEVER;
        step = -1;
        ticks = 0;
        spread = 0;
        intervals = 0;
        longest = 0;
        beatAt = NEVER;
        longestBeat = 0;
        ranks.clear();
    }

    /** Notes a description: the attempt is known to have begun. */
    public void described(long timeMillis) {
        heard(timeMillis);
    }

    /** Notes a step of any rank. */
    public void stepped(int rank, long ofStep, long timeMillis) {
        heard(timeMillis);
        moved(timeMillis);
        if (ofStep > step) {
            firstStep = ticks == 0 ? ofStep : firstStep;
            step = ofStep;
            ticks++;
        } else if (ofStep < step) {
            spread = Math.max(spread, (double) (step - ofStep) * ticks / (step - firstStep + 1));
        }
        ranks.note(rank, ofStep, ticks);
    }

    /** Notes an evaluation: the job gets on, without a step. */
    public void evaluated(long timeMillis) {
        heard(timeMillis);
        moved(timeMillis);
    }

    /** Notes a heartbeat; one that tells of a step that is new tells that the job gets on. */
    public void beat(HeartbeatReading reading) {
        heard(reading.timeMillis());
        if (beatAt != NEVER) {
            longestBeat = Math.max(longestBeat, reading.timeMillis() - beatAt);
        }
        beatAt = Math.max(beatAt, reading.timeMillis());
        if (reading.step() > step) {
            step = reading.step();
            moved(reading.timeMillis());
        }
    }

    private void heard(long timeMillis) {
        if (beganAt == NEVER) {
            beganAt = timeMillis;
        }
        heardAt = Math.max(heardAt, timeMillis);
    }

    private void moved(long timeMillis) {
        if (movedAt == NEVER) {
            firstMovedAt = timeMillis;
        } else if (timeMillis > movedAt) {
            longest = Math.max(longest, timeMillis - movedAt);
            intervals = Math.min(intervals + 1, Integer.MAX_VALUE - 1);
        }
        movedAt = Math.max(movedAt, timeMillis);
    }

    /** When the attempt was first heard of. */
    public long beganAt() {
        return beganAt;
    }

    /** When it was last heard of, by whatever record. */
    public long heardAt() {
        return heardAt;
    }

    /** When it last got on: a step or an evaluation. */
    public long movedAt() {
        return movedAt;
    }

    /** Times it got on after the first. */
    public int intervals() {
        return intervals;
    }

    /** Longest time between two signs that it got on, milliseconds. */
    public long longestMillis() {
        return longest;
    }

    /** Highest step that any rank told of, or -1. */
    public long step() {
        return step;
    }

    /** How often the highest step rose. */
    public long ticks() {
        return ticks;
    }

    /** By how many ticks a report was behind the highest step at most: 0 where ranks are in step and records in order. */
    public double spread() {
        return spread;
    }

    /** Mean time between two ticks, milliseconds. */
    public double tickMillis() {
        return ticks < 2 ? 0 : (double) (movedAt - firstMovedAt) / (ticks - 1);
    }

    /** Time of the last heartbeat, or {@link #NEVER}. */
    public long beatAt() {
        return beatAt;
    }

    /** Longest time between two heartbeats, milliseconds. */
    public long longestBeatMillis() {
        return longestBeat;
    }

    /** How ranks keep up. */
    public RankPulses ranks() {
        return ranks;
    }

    @Override
    public void sync(MemoryIo io) {
        if (io.bool(beganAt != NEVER)) {
            beganAt = io.i64(beganAt);
            heardAt = beganAt + io.i64(heardAt - beganAt);
        }
        if (io.bool(movedAt != NEVER)) {
            movedAt = heardAt - io.i64(heardAt - movedAt);
            firstMovedAt = beganAt + io.i64(firstMovedAt - beganAt);
        }
        if (io.bool(beatAt != NEVER)) {
            beatAt = heardAt - io.i64(heardAt - beatAt);
        }
        step = io.i64(step);
        firstStep = io.i64(firstStep);
        ticks = step - io.i64(step - ticks);
        spread = io.f64(spread);
        intervals = io.i32(intervals);
        longest = io.i64(longest);
        longestBeat = io.i64(longestBeat);
        ranks.sync(io);
    }
}
