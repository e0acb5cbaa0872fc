package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;

/** What the learning rate did so far in an attempt. */
public final class RateHistory implements Memory {
    /** A rise by more than this factor from one reading to the next is a jump; a warm-up ramp passes it in its first steps only. */
    private static final double JUMP = 1.2;

    private static final long NEVER = -1;

    private long readings;
    private float first = Float.NaN;
    private float now = Float.NaN;
    private float peak;
    private float beforeRise = Float.NaN;
    private float afterRise = Float.NaN;
    private long roseAt = NEVER;
    private long roseAtStep = NEVER;
    private float anchor = Float.NaN;
    private long steadySince;

    void observe(double told, long step) {
        readings++;
        float rate = (float) told;
        if (!(rate >= 0) || Float.isInfinite(rate)) {
            return;
        }
        if (rate > now * JUMP) {
            beforeRise = now;
            afterRise = rate;
            roseAt = readings;
            roseAtStep = step;
        }
        if (!(rate <= anchor * JUMP && rate * JUMP >= anchor)) {
            anchor = rate;
            steadySince = readings;
        }
        if (Float.isNaN(now)) {
            first = rate;
        }
        now = rate;
        peak = Math.max(peak, rate);
    }

    /** First rate of the attempt; NaN if it was never measured. */
    public double first() {
        return first;
    }

    /** Rate in force; NaN if it was never measured. */
    public double now() {
        return now;
    }

    /** Highest rate of the attempt; 0 if it was never measured. */
    public double peak() {
        return peak;
    }

    /** Share of the peak that is in force; 1 if the rate was never measured. */
    public double shareOfPeak() {
        return peak > 0 ? now / peak : 1;
    }

    /** Readings since the rate last jumped up; a large number if it never did. */
    public long sinceRise() {
        return roseAt == NEVER ? Long.MAX_VALUE : readings - roseAt;
    }

    /** Readings over which the rate stayed within 20 % of one value. */
    public long steadyFor() {
        return readings - steadySince;
    }

    /** Rate before the last jump up; NaN if there was none. */
    public double beforeRise() {
        return beforeRise;
    }

    /** Rate after the last jump up; NaN if there was none. */
    public double afterRise() {
        return afterRise;
    }

    /** Step of the last jump up, or -1. */
    public long roseAtStep() {
        return roseAtStep;
    }

    @Override
    public void sync(MemoryIo io) {
        readings = io.i64(readings);
        first = io.f32(first);
        now = io.f32(now);
        peak = io.f32(peak);
        roseAt = io.i64(roseAt);
        if (roseAt != NEVER) {
            beforeRise = io.f32(beforeRise);
            afterRise = io.f32(afterRise);
            roseAtStep = io.i64(roseAtStep);
        }
        anchor = io.f32(anchor);
        steadySince = io.i64(steadySince);
    }
}
