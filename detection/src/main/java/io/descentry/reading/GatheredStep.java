package io.descentry.reading;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the ranks of a job told of one step, summed up as their records come in: what it takes grows with the layers and not with
 * the ranks. Mutable and used again for later steps: nobody keeps it.
 */
public final class GatheredStep implements Memory {
    /*
     * Ranks that hold the same parameters publish the same digest and the same weight norms. Norms are compared with those of
     * the rank that was heard first, as relative differences; each layer's difference is weighed a little differently, so that
     * two of them do not cancel out.
     *
     * Tolerances: logs are often rounded to 6 digits (a relative 1e-5 at most) and gradient norms to 4 (1e-3).
     */
    private static final double WEIGHT_TOLERANCE = 2e-5;
    private static final double GRADIENT_TOLERANCE = 2e-3;
    private static final int LAYERS = 20_000;
    private static final float[] NONE = {};

    private long step;
    private long firstMillis;
    private long timeMillis;
    private boolean late;
    private int ranks;
    private boolean reporterHeard;
    private boolean lossMeasured;
    private boolean skipped;
    private @Nullable Culprit overflow;
    private @Nullable Culprit culprit;
    private int culpritRank;
    private double culpritLoss;
    private @Nullable StepReading culpritReading;
    private int outliers;
    private int outlierRank;
    private int outlierLayer;
    private double outlierTimes;

    private final Agreement digests = new Agreement(0);
    private final Agreement weights = new Agreement(WEIGHT_TOLERANCE);
    private final Agreement gradients = new Agreement(GRADIENT_TOLERANCE);
    private float[] firstWeights = NONE;
    private double firstGradient;
    private int layersApart;
    private int farthestLayer;
    private double farthest;

    /** Begins with a step of which nothing is known yet. */
    public void begin(long ofStep, long atMillis, boolean comesLate) {
        step = ofStep;
        firstMillis = atMillis;
        timeMillis = atMillis;
        late = comesLate;
        ranks = 0;
        reporterHeard = false;
        lossMeasured = false;
        skipped = false;
        overflow = null;
        culprit = null;
        culpritReading = null;
        outliers = 0;
        outlierTimes = 0;
        digests.clear();
        weights.clear();
        gradients.clear();
        firstWeights = NONE;
        firstGradient = 0;
        layersApart = 0;
        farthest = 0;
    }

    /** Takes in what one rank told of the step. */
    public void add(StepReading reading) {
        ranks++;
        timeMillis = Math.max(timeMillis, reading.timeMillis());
        if (reading.rank() == 0) {
            reporterHeard = true;
            lossMeasured = reading.has(Series.LOSS);
            skipped = reading.skipped();
        }
        Optional<Culprit> found = Culprit.in(reading);
        if (found.isPresent()) {
            add(reading, found.get());
        }
    }

    private void add(StepReading reading, Culprit found) {
        if (isHarmless(reading, found)) {
            overflow = reading.rank() == 0 ? found : overflow;
            return;
        }
        Culprit known = culprit;
        boolean earlier =
                known == null || found.isBefore(known) || (reading.rank() < culpritRank && !known.isBefore(found));
        if (earlier) {
            culprit = found;
            culpritRank = reading.rank();
            culpritLoss = reading.has(Series.LOSS) ? reading.value(Series.LOSS) : 0;
            culpritReading = reading.copy();
        }
    }

    /** Loss scaling meets infinite gradients on purpose; without a word of the layers, a lost one is taken for such. */
    private static boolean isHarmless(StepReading reading, Culprit found) {
        return found.phase() == Culprit.Phase.BACKWARD
                && (SkippedStep.is(reading)
                        || SkippedStep.mayBe(reading)
                        || reading.layers().layers() == 0);
    }

    /** Compares what a rank told with what others did; for jobs in which several ranks report. */
    public void compare(StepReading reading) {
        if (reading.has(Series.PARAMETER_DIGEST)) {
            digests.add(reading.rank(), reading.value(Series.PARAMETER_DIGEST));
        }
        float[] norms = reading.layers().column(LayerSeries.WEIGHT_NORM);
        if (norms.length > 0 && sum(norms) < Double.POSITIVE_INFINITY) {
            if (weights.ranks() == 0) {
                firstWeights = norms.clone();
            }
            if (norms.length == firstWeights.length) {
                weights.add(reading.rank(), distance(norms));
            }
        }
        double norm = reading.has(Series.GRAD_NORM) ? reading.value(Series.GRAD_NORM) : Double.NaN;
        if (Double.isFinite(norm)) {
            if (gradients.ranks() == 0) {
                firstGradient = norm;
            }
            gradients.add(reading.rank(), relative(norm, firstGradient));
        }
    }

    private static double sum(float[] norms) {
        double sum = 0;
        for (float norm : norms) {
            sum += norm;
        }
        return sum;
    }

    private double distance(float[] norms) {
        if (Arrays.equals(norms, firstWeights)) {
            return 0;
        }
        double sum = 0;
        int apart = 0;
        for (int i = 0; i < norms.length; i++) {
            double difference = relative(norms[i], firstWeights[i]);
            sum += difference * (1 + (i * 0.618034) % 1);
            if (Math.abs(difference) > WEIGHT_TOLERANCE / 4) {
                apart++;
            }
            if (Math.abs(difference) > farthest) {
                farthest = Math.abs(difference);
                farthestLayer = i;
            }
        }
        layersApart = Math.max(layersApart, apart);
        return sum;
    }

    private static double relative(double value, double reference) {
        return value == reference ? 0 : (value - reference) / Math.max(Math.abs(reference), 1e-30);
    }

    /** Notes a gradient of one layer of one rank that is so many times what it usually is. */
    public void outlier(int rank, int layer, double times) {
        outliers++;
        if (times > outlierTimes) {
            outlierRank = rank;
            outlierLayer = layer;
            outlierTimes = times;
        }
    }

    /** Optimizer step; 0 or above. */
    public long step() {
        return step;
    }

    /** Event time of the record that was heard first, milliseconds since the epoch. */
    public long firstMillis() {
        return firstMillis;
    }

    /** Latest event time of the records, milliseconds since the epoch. */
    public long timeMillis() {
        return timeMillis;
    }

    /** Whether this is the word of a rank alone that came when the others' was judged already. */
    public boolean late() {
        return late;
    }

    /** Ranks that told of the step. */
    public int ranks() {
        return ranks;
    }

    /** Whether the reporting rank 0 is one of them. */
    public boolean reporterHeard() {
        return reporterHeard;
    }

    /** Whether the reporting rank measured the loss. */
    public boolean lossMeasured() {
        return lossMeasured;
    }

    /** Whether the reporting rank says that the step was skipped. */
    public boolean skipped() {
        return skipped;
    }

    /** The overflow of a skipped step of the reporting rank; null if it had none. */
    public @Nullable Culprit overflow() {
        return overflow;
    }

    /** The first NaN or infinity over all ranks but for skipped steps; null if there is none. */
    public @Nullable Culprit culprit() {
        return culprit;
    }

    /** Where it came up. */
    public int culpritRank() {
        return culpritRank;
    }

    /** Loss of that rank; 0 if it was not measured. */
    public double culpritLoss() {
        return culpritLoss;
    }

    /** What that rank told; null if there is no culprit. */
    public @Nullable StepReading culpritReading() {
        return culpritReading;
    }

    /** Gradients of one layer on one rank that left their level. */
    public int outliers() {
        return outliers;
    }

    /** Rank of the largest of them. */
    public int outlierRank() {
        return outlierRank;
    }

    /** Layer of the largest of them. */
    public int outlierLayer() {
        return outlierLayer;
    }

    /** How many times its level the largest of them is. */
    public double outlierTimes() {
        return outlierTimes;
    }

    /** Which ranks hold the same parameters by their digest. */
    public Agreement digests() {
        return digests;
    }

    /** Which ranks hold the same parameters by the norms of their layers, as relative differences. */
    public Agreement weights() {
        return weights;
    }

    /** Which ranks had the same gradient by its norm, as relative differences. */
    public Agreement gradients() {
        return gradients;
    }

    /** Layers whose weight norms differ between ranks. */
    public int layersApart() {
        return layersApart;
    }

    /** The layer whose weight norms differ most; meaningless where none does. */
    public int farthestLayer() {
        return farthestLayer;
    }

    /** By how much they differ there, as a share of the norm. */
    public double farthest() {
        return farthest;
    }

    @Override
    public void sync(MemoryIo io) {
        step = io.i64(step);
        firstMillis = io.i64(firstMillis);
        timeMillis = io.i64(timeMillis);
        late = io.bool(late);
        ranks = io.i32(ranks);
        reporterHeard = io.bool(reporterHeard);
        lossMeasured = io.bool(lossMeasured);
        skipped = io.bool(skipped);
        overflow = sync(io, overflow);
        culprit = sync(io, culprit);
        culpritRank = io.i32(culpritRank);
        culpritLoss = io.f64(culpritLoss);
        culpritReading = StoredReading.sync(io, culpritReading);
        outliers = io.i32(outliers);
        outlierRank = io.i32(outlierRank);
        outlierLayer = io.i32(outlierLayer);
        outlierTimes = io.f64(outlierTimes);
        digests.sync(io);
        weights.sync(io);
        gradients.sync(io);
        firstWeights = io.f32array(firstWeights, LAYERS);
        firstGradient = io.f64(firstGradient);
        layersApart = io.i32(layersApart);
        farthestLayer = io.i32(farthestLayer);
        farthest = io.f64(farthest);
    }

    private static @Nullable Culprit sync(MemoryIo io, @Nullable Culprit known) {
        if (!io.bool(known != null)) {
            return null;
        }
        Culprit c = known == null ? new Culprit("", -1, 0, Culprit.Phase.INPUT) : known;
        return new Culprit(
                io.text(c.series()),
                io.i32(c.layer()),
                io.f64(c.observed()),
                Culprit.Phase.values()[io.i32(c.phase().ordinal())]);
    }
}
