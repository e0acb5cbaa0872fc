package io.descentry.peer;

/** How likely it is that jobs fall ill together although nothing joins them. */
final class Chance {
    /*
     * The number of ill jobs among n that fall ill independently with probability p is binomial. How well a factor explains an
     * outbreak is its likelihood ratio: its jobs fell ill with the share that is seen, against with p as elsewhere [1]. It
     * grows with every ill job that the factor covers and shrinks with every well one.
     *
     * [1] M. Kulldorff, A spatial scan statistic, Communications in Statistics 26(6), 1997.
     */
    private static final int TABLE = 64;
    private static final double[] LOG_FACTORIALS = new double[TABLE];

    static {
        for (int i = 1; i < TABLE; i++) {
            LOG_FACTORIALS[i] = LOG_FACTORIALS[i - 1] + Math.log(i);
        }
    }

    private Chance() {}

    /**
     * Probability of k or more among n.
     *
     * @param p probability of each; above 0 and below 1
     */
    static double atLeast(int k, int n, double p) {
        if (k <= 0) {
            return 1;
        }
        if (k > n) {
            return 0;
        }
        if (k <= n * p) {
            return 1; // More than half of the mass; nobody asks how much more.
        }
        double odds = p / (1 - p);
        double term = Math.exp(
                logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
        double sum = term;
        for (int i = k; i < n && term > sum * 1e-12; i++) {
            term *= odds * (n - i) / (i + 1);
            sum += term;
        }
        return Math.min(1, sum);
    }

    /** Logarithm of how much likelier k among n are with the share k / n than with p; 0 where the share is no greater. */
    static double gain(int k, int n, double p) {
        double share = (double) k / n;
        if (share <= p) {
            return 0;
        }
        double well = k == n ? 0 : (n - k) * (Math.log1p(-share) - Math.log1p(-p));
        return k * Math.log(share / p) + well;
    }

    /** Stirling's series, which is exact to 12 digits from 64 on. */
    private static double logFactorial(int n) {
        if (n < TABLE) {
            return LOG_FACTORIALS[n];
        }
        double x = n + 1.0;
        return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x * x * x);
    }
}
