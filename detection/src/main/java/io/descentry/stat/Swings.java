package io.descentry.stat;

/** How often and how regularly a short series goes up and down. */
public final class Swings {
    private Swings() {}

    /**
     * Turns of {@code x[from]} to {@code x[to - 1]}: how often it rises by {@code size} after it fell by {@code size}, or falls
     * so after it rose. A monotone series turns once at most.
     *
     * @param size least way between two turns; above 0
     */
    public static int turns(float[] x, int from, int to, double size) {
        int turns = 0;
        int direction = 0;
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            low = Math.min(low, x[i]);
            high = Math.max(high, x[i]);
            if (direction >= 0 && x[i] <= high - size) {
                direction = -1;
                turns++;
                low = x[i];
            } else if (direction <= 0 && x[i] >= low + size) {
                direction = 1;
                turns++;
                high = x[i];
            }
        }
        return turns;
    }

    /**
     * Largest absolute autocorrelation at lags from 1 to a third of the length, after a linear trend is taken out: 1 for what
     * repeats itself, about 2.5 / sqrt(length) at most for independent values; 0 for a straight line.
     */
    public static double rhythm(float[] x) {
        int n = x.length;
        double[] rest = detrended(x);
        double power = 0;
        for (double value : rest) {
            power += value * value;
        }
        double most = 0;
        for (int lag = 1; lag <= n / 3; lag++) {
            double sum = 0;
            for (int i = lag; i < n; i++) {
                sum += rest[i] * rest[i - lag];
            }
            most = Math.max(most, Math.abs(sum));
        }
        return power > 0 ? most / power : 0;
    }

    private static double[] detrended(float[] x) {
        int n = x.length;
        double mean = 0;
        double slope = 0;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double at = i - (n - 1) / 2.0;
            mean += x[i] / (double) n;
            slope += at * x[i];
            square += at * at;
        }
        double[] rest = new double[n];
        for (int i = 0; i < n; i++) {
            rest[i] = x[i] - mean - (square > 0 ? slope / square : 0) * (i - (n - 1) / 2.0);
        }
        return rest;
    }
}
