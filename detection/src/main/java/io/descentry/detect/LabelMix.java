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
    private static final int TAUGHT = 32;
    /** Rise of the share of batches with one class that no set explains: shuffling was lost. */
    private static final float LOST = 0.4f;

    private static final double LEAST_ONE_CLASS = 0.25;
    private static final double DEVIATIONS = 6;
    /** Multiple of the entropy that a skewed set would have. */
    private static final double BORDER = 1.4;

    private int batches;
    private long labels;
    private float size;
    private float entropy;
    private float oneClass;
    private float others;
    private float othersSquared;
    private int classes;
    /** Lowest share of batches with one class that was ever seen. */
    private float least = 1;

    private boolean sorted;

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
        // More than two classes say nothing about borders.
        float few = now > Math.log(2) + ONE_CLASS ? others : (float) (n * minority(now));
        entropy += weight * ((float) now - entropy);
        oneClass += weight * ((now < ONE_CLASS ? 1 : 0) - oneClass);
        others += weight * (few - others);
        othersSquared += weight * (few * few - othersSquared);
        classes = Math.max(2, facts.numClasses());
        least = batches < TAUGHT ? 1 : Math.min(least, oneClass);
        sorted |= looksSorted() || holdsNoOther() || oneClass > least + LOST;
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

    /** Whether hundreds of labels came without a second class in any batch. */
    private boolean holdsNoOther() {
        return oneClass == 1 && size >= 4 && labels >= 512 && batches >= 16;
    }

    /** Whether the set is sorted, as far as was ever seen: it is not called skewed afterwards. */
    boolean isSorted() {
        return sorted;
    }

    /**
     * Whether batches hold one class, or at a border two, more often than a skewed set explains: counts spread too widely, and
     * batches that hold more than one class hold more of the others than is likely where so many hold none.
     */
    private boolean looksSorted() {
        boolean wide = batches >= 8
                && oneClass >= LEAST_ONE_CLASS
                && oneClass < 1
                && dispersion() > Math.max(2.5, 0.7 * Math.sqrt(size))
                && surprise() > DEVIATIONS;
        if (!wide || size < 4) {
            return false;
        }
        double majority = Math.pow(oneClass, 1 / size);
        return entropy > BORDER * expected((int) size, majority, classes);
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
        classes = io.i32(classes);
        least = io.f32(least);
        sorted = io.bool(sorted);
    }
}
