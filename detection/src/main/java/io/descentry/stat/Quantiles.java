package io.descentry.stat;

import com.tdunning.math.stats.MergingDigest;
import com.tdunning.math.stats.TDigest;
import java.util.Arrays;

/** Shares and quantiles of values of which the last are known one by one, and those before perhaps by sketches. */
public final class Quantiles {
    private static final double COMPRESSION = 200;

    private final double[] sorted;
    private final TDigest all;

    private Quantiles(double[] sorted, TDigest all) {
        this.sorted = sorted;
        this.all = all;
    }

    /** Of finite values, each counted once, and of what sketches took in. */
    public static Quantiles of(double[] values, QuantileSketch... sketches) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        TDigest all = new MergingDigest(COMPRESSION);
        for (QuantileSketch sketch : sketches) {
            sketch.addTo(all);
        }
        if (all.size() > 0) {
            for (double value : sorted) {
                all.add(value);
            }
        }
        return new Quantiles(sorted, all);
    }

    /** Number of values. */
    public long size() {
        return Math.max(sorted.length, all.size());
    }

    /** Value below which a share of them lies, between two of them on the line through both; NaN of none. */
    public double at(double share) {
        if (all.size() > 0) {
            return all.quantile(share);
        }
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = share * (sorted.length - 1);
        int lower = (int) place;
        int upper = Math.min(lower + 1, sorted.length - 1);
        return sorted[lower] + (place - lower) * (sorted[upper] - sorted[lower]);
    }

    /** Share of them above a value; NaN of none. */
    public double shareAbove(double value) {
        if (all.size() > 0) {
            return 1 - all.cdf(value);
        }
        int above = 0;
        for (double other : sorted) {
            above += other > value ? 1 : 0;
        }
        return sorted.length == 0 ? Double.NaN : (double) above / sorted.length;
    }
}
