package io.descentry.stat;

/**
 * Whether and how steeply a short series rises or falls, told from all pairs of its values so that outliers hardly matter.
 *
 * <p>Sources: Mann 1945, Econometrica 13:245; Kendall 1975; Sen 1968, JASA 63:1379.
 */
public final class Trend {
    private Trend() {}

    /** Theil-Sen slope: median of (x_j - x_i) / (j - i) over all i &lt; j; 0 for fewer than two values. */
    public static double slope(float[] x) {
        int n = x.length;
        if (n < 2) {
            return 0;
        }
        float[] slopes = new float[n * (n - 1) / 2];
        int k = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                slopes[k++] = (x[j] - x[i]) / (j - i);
            }
        }
        return Medians.reordering(slopes);
    }

    /**
     * Mann-Kendall statistic, about standard normal without a trend: (S - sign S) / sqrt(n(n-1)(2n+5)/18), S the number of
     * rising pairs less that of falling ones; 0 for fewer than two values.
     */
    public static double significance(float[] x) {
        int n = x.length;
        if (n < 2) {
            return 0;
        }
        int s = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                s += Float.compare(x[j], x[i]) == 0 ? 0 : x[j] > x[i] ? 1 : -1;
            }
        }
        double variance = n * (n - 1) * (2.0 * n + 5) / 18;
        return (s - Integer.signum(s)) / Math.sqrt(variance);
    }
}
