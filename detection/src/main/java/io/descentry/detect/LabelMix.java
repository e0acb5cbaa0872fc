package io.descentry.detect;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;

/** How the labels of batches are mixed, as far as the entropy of each batch tells. */
public final class LabelMix implements Memory {
    /*
     * Entropies tell how many labels of a batch do not belong to its most frequent class, if that are few. Where batches are
     * drawn at random from a skewed set, that count is binomial and its variance is at most its mean. Where the set is sorted,
     * most batches hold one class and those at a border hold anything from two: the variance is many times the mean.
     */

    /** Nats below which a batch holds one class. */
    static final double ONE_CLASS = 1e-3;

    private static final int WINDOW = 256;

    private int batches;
    private long labels;
    private float size;
    private float entropy;
    private float oneClass;
    private float others;
    private float othersSquared;

    /** Takes in a batch of a classifier. */
    void observe(StepReading reading, JobFacts facts) {
        if (!reading.has(Series.LABEL_ENTROPY) || !isWhole(reading, facts)) {
            return;
        }
        double now = reading.value(Series.LABEL_ENTROPY);
        if (!(now >= 0 && now < 100)) {
            return;
        }
        double n = labels(reading, facts);
        size = (float) n;
        batches = Math.min(batches + 1, 1_000_000);
        labels = Math.min(labels + (long) n, Long.MAX_VALUE / 2);
        float weight = Math.max(1f / batches, 1f / WINDOW);
        float few = (float) (n * minority(now));
        entropy += weight * ((float) now - entropy);
        oneClass += weight * ((now < ONE_CLASS ? 1 : 0) - oneClass);
        others += weight * (few - others);
        othersSquared += weight * (few * few - othersSquared);
    }

    /** Whether the batch is as large as others: the last one of an epoch is often short, and holds few classes for that. */
    boolean isWhole(StepReading reading, JobFacts facts) {
        return labels(reading, facts) >= size / 2;
    }

    /** Labels of one replica's batch: the reporting rank need not know those of the others. */
    private static double labels(StepReading reading, JobFacts facts) {
        double all = reading.has(Series.BATCH_SIZE) ? reading.value(Series.BATCH_SIZE) : facts.batchSize();
        return all >= 1 && all < 1e9 ? Math.max(1, all / Math.max(1, facts.worldSize())) : 0;
    }

    /**
     * Share of the rarer of two classes whose entropy is given; one half from ln 2 on. Inverts the approximation
     * {@code h(p) = ln 2 (4p(1-p))^(3/4)}, which is within 2 percent points.
     */
    static double minority(double entropy) {
        if (entropy <= 0) {
            return 0;
        }
        double share = Math.min(1, entropy / Math.log(2));
        return share == 1 ? 0.5 : 0.5 * (1 - Math.sqrt(1 - share * Math.cbrt(share)));
    }

    /**
     * Mean entropy of batches drawn at random from a set in which one class holds a share and the others are equally frequent.
     *
     * @param n labels of a batch; at least 1
     * @param majority share of the most frequent class
     * @param classes how many there are; at least 2
     */
    static double expected(int n, double majority, int classes) {
        if (n > 1000) {
            return entropy(majority) + (1 - majority) * Math.log(classes - 1);
        }
        double sum = 0;
        double chance = Math.pow(majority, n); // of none from the others
        for (int k = 1; k <= n; k++) {
            chance *= (double) (n - k + 1) / k * (1 - majority) / majority;
            double different = (classes - 1) * (1 - Math.pow(1 - 1.0 / (classes - 1), k));
            sum += chance * (entropy((double) k / n) + (double) k / n * Math.log(Math.max(1, different)));
        }
        return sum;
    }

    private static double entropy(double share) {
        return share <= 0 || share >= 1 ? 0 : -share * Math.log(share) - (1 - share) * Math.log(1 - share);
    }

    /** Batches that were seen. */
    int batches() {
        return batches;
    }

    /** Labels that were seen; 0 if the batch size is not known. */
    long labels() {
        return labels;
    }

    /** Labels of a batch; 0 if not known. */
    int size() {
        return (int) size;
    }

    /** Mean entropy of a batch over some 256, in nats. */
    double entropy() {
        return entropy;
    }

    /** Share of batches that held one class. */
    double oneClass() {
        return oneClass;
    }

    /** Variance over mean of the count of labels outside the most frequent class; 0 where there are none. */
    double dispersion() {
        return others > 0 ? Math.max(0, othersSquared - others * others) / others : 0;
    }

    /** How sure it is that {@link #dispersion} is above 1, in standard deviations. */
    double surprise() {
        int n = Math.min(batches, WINDOW);
        return n < 2 ? 0 : (n * dispersion() - (n - 1)) / Math.sqrt(2.0 * (n - 1));
    }

    /** Whether batches hold one class, or at a border two, more often than a skewed set explains. */
    boolean isSorted(double deviations) {
        double bar = Math.max(3, Math.sqrt(size));
        return oneClass >= 0.4 && dispersion() > bar && surprise() > deviations;
    }

    @Override
    public void sync(MemoryIo io) {
        batches = io.i32(batches);
        if (batches == 0) {
            return;
        }
        labels = io.i64(labels);
        size = io.f32(size);
        entropy = io.f32(entropy);
        oneClass = io.f32(oneClass);
        others = io.f32(others);
        othersSquared = io.f32(othersSquared);
    }
}
