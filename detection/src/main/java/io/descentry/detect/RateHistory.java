package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;

/** What the learning rate did so far in an attempt. */
public final class RateHistory implements Memory {
    /** A rise by more than this factor from one reading to the next is a jump; a warm-up ramp passes it in its first steps only. */
    private static final double JUMP = 1.2;

    private static final long NEVER = -1;

    private long readings;
    private double first = Double.NaN;
    private double now = Double.NaN;
    private double peak;
    private double beforeRise = Double.NaN;
    private double afterRise = Double.NaN;
    private long roseAt = NEVER;
    private long roseAtStep = NEVER;
    private double anchor = Double.NaN;
    private long steadySince;

    void observe(double rate, long step) {
        readings++;
        if (!(rate >= 0) || Double.isInfinite(rate)) {
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
        if (Double.isNaN(now)) {
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
        first = io.f64(first);
        now = io.f64(now);
        peak = io.f64(peak);
        beforeRise = io.f64(beforeRise);
        afterRise = io.f64(afterRise);
        roseAt = io.i64(roseAt);
        roseAtStep = io.i64(roseAtStep);
        anchor = io.f64(anchor);
        steadySince = io.i64(steadySince);
    }
}
