package io.descentry.judge;

import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;

/**
 * A made-up run of a small convolutional net that is well: each of its statistics follows the level of the loss and the
 * learning rate as real ones do. What is said of a run is what makes it look ill.
 */
final class HealthyRun {
    private static final int LAYERS = 4;
    private static final double[] WEIGHTS = {6, 14, 8, 5};
    private static final double[] SHARES = {0.4, 0.55, 0.15, 0.7};

    final String name;
    private DoubleUnaryOperator level = falling(2.3, 0.35, 150);
    private DoubleUnaryOperator noise = step -> 0.05;
    private DoubleUnaryOperator rate = step -> 0.05;
    private DoubleUnaryOperator classesSeen = step -> 10;
    private DoubleUnaryOperator epoch = step -> step / 100;
    private double additive;
    private double moves = 2e-3;
    private double evaluationNoise = 0.01;
    private DoubleUnaryOperator validation = step -> 1.08;
    private DoubleUnaryOperator batchNow = step -> 0;
    private String task = "classification";
    private String lossKind = "cross_entropy";
    private String optimizer = "sgd";
    private int classes = 10;
    private int batch = 64;
    private long warmupSteps = -1;
    private boolean frozenTrunk;
    private boolean described = true;
    private boolean clipped;
    private int stride = 1;
    private int steps = 1200;
    private int accumulated = 1;
    private int resumedAt = -1;
    private IntPredicate skipped = step -> false;
    private Set<Series> missing = EnumSet.noneOf(Series.class);
    private boolean bare;
    private Map<String, DoubleUnaryOperator> terms = new TreeMap<>();

    HealthyRun(String name) {
        this.name = name;
    }

    /** From start to floor, the distance divided by e in so many steps. */
    static DoubleUnaryOperator falling(double start, double floor, double steps) {
        return step -> floor + (start - floor) * Math.exp(-step / steps);
    }

    HealthyRun loss(DoubleUnaryOperator ofStep) {
        level = ofStep;
        return this;
    }

    /** Standard deviation of the noise of batches, as a share of the loss. */
    HealthyRun noise(DoubleUnaryOperator ofStep) {
        noise = ofStep;
        return this;
    }

    /** Noise that does not depend on the loss. */
    HealthyRun additiveNoise(double deviation) {
        additive = deviation;
        return this;
    }

    HealthyRun rate(DoubleUnaryOperator ofStep) {
        rate = ofStep;
        return this;
    }

    HealthyRun job(String ofTask, String ofLossKind, int ofClasses, String ofOptimizer) {
        task = ofTask;
        lossKind = ofLossKind;
        classes = ofClasses;
        optimizer = ofOptimizer;
        return this;
    }

    HealthyRun batch(int samples) {
        batch = samples;
        return this;
    }

    HealthyRun warmup(long ofSteps) {
        warmupSteps = ofSteps;
        return this;
    }

    /** Update by weights at the highest rate. */
    HealthyRun moves(double ratio) {
        moves = ratio;
        return this;
    }

    /** Noise of evaluations, and the validation loss as a multiple of the training loss. */
    HealthyRun evaluations(double noiseOfEach, DoubleUnaryOperator times) {
        evaluationNoise = noiseOfEach;
        validation = times;
        return this;
    }

    HealthyRun batchNow(DoubleUnaryOperator ofStep) {
        batchNow = ofStep;
        return this;
    }

    HealthyRun classesSeen(DoubleUnaryOperator ofStep) {
        classesSeen = ofStep;
        return this;
    }

    HealthyRun epoch(DoubleUnaryOperator ofStep) {
        epoch = ofStep;
        return this;
    }

    HealthyRun frozenTrunk() {
        frozenTrunk = true;
        return this;
    }

    HealthyRun undescribed() {
        described = false;
        return this;
    }

    HealthyRun clipped() {
        clipped = true;
        return this;
    }

    HealthyRun steps(int n) {
        steps = n;
        return this;
    }

    HealthyRun every(int nth) {
        stride = nth;
        return this;
    }

    /** Only every n-th step moves the weights. */
    HealthyRun accumulated(int n) {
        accumulated = n;
        return this;
    }

    HealthyRun resumedAt(int step) {
        resumedAt = step;
        return this;
    }

    HealthyRun skipped(IntPredicate atStep) {
        skipped = atStep;
        return this;
    }

    HealthyRun without(Series... series) {
        missing = EnumSet.copyOf(List.of(series));
        return this;
    }

    /** Nothing but the loss is reported. */
    HealthyRun lossAlone() {
        missing = EnumSet.complementOf(EnumSet.of(Series.LOSS));
        bare = true;
        return this;
    }

    HealthyRun term(String part, DoubleUnaryOperator ofStep) {
        terms.put(part, ofStep);
        return this;
    }

    /** Who hears of the run. */
    interface Ear {
        void hear(JobFacts facts);

        void hear(StepReading reading);

        void hear(EvalReading reading);
    }

    void tell(Ear ear, long seed) {
        Random random = new Random(seed);
        if (described) {
            ear.hear(facts(0));
        }
        int attempt = 0;
        int evaluateEvery = Math.max(stride, steps / 20 / stride * stride);
        for (int step = 0; step < steps; step += stride) {
            if (attempt == 0 && resumedAt >= 0 && step >= resumedAt) {
                attempt = 1;
                step = resumedAt * 3 / 4 / stride * stride;
                ear.hear(facts(attempt));
            }
            ear.hear(reading(attempt, step, random));
            if (!bare && step > 0 && step % evaluateEvery == 0) {
                ear.hear(evaluation("train", attempt, step, 1, random));
                ear.hear(evaluation("validation", attempt, step, validation.applyAsDouble(step), random));
            }
        }
    }

    private JobFacts facts(int attempt) {
        List<JobFacts.Layer> layers = List.of(
                new JobFacts.Layer("conv1", "conv", "relu", frozenTrunk),
                new JobFacts.Layer("conv2", "conv", "relu", frozenTrunk),
                new JobFacts.Layer("norm", "layernorm", "none", false),
                new JobFacts.Layer("head", "linear", "none", false));
        return new JobFacts(
                "job",
                attempt,
                JobFacts.State.RUNNING,
                0,
                null,
                null,
                null,
                null,
                Map.of(),
                null,
                task,
                lossKind,
                classes,
                optimizer,
                peak(),
                batch,
                null,
                warmupSteps,
                steps,
                1,
                layers,
                List.of(),
                Map.of(),
                JobFacts.Origin.UNKNOWN);
    }

    private double peak() {
        double peak = 0;
        for (int step = 0; step < steps; step++) {
            peak = Math.max(peak, rate.applyAsDouble(step));
        }
        return peak;
    }

    private StepReading reading(int attempt, int step, Random random) {
        boolean skip = skipped.test(step);
        boolean moved = !skip && (step + 1) % accumulated == 0;
        double now = level.applyAsDouble(step);
        double rest = now / level.applyAsDouble(0);
        double loss =
                now * Math.exp(noise.applyAsDouble(step) * random.nextGaussian()) + additive * random.nextGaussian();
        double gradient = 1.5 * Math.sqrt(Math.abs(rest) + 0.05) * Math.exp(0.25 * random.nextGaussian());
        Scalars scalars = new Scalars();
        put(scalars, Series.LOSS, loss);
        put(scalars, Series.GRAD_NORM, skip ? Double.POSITIVE_INFINITY : gradient);
        put(scalars, Series.LEARNING_RATE, rate.applyAsDouble(step));
        put(scalars, Series.BATCH_SIZE, Math.max(batch, batchNow.applyAsDouble(step)));
        put(scalars, Series.EPOCH, epoch.applyAsDouble(step));
        put(scalars, Series.STEP_TIME, 50 + 5 * random.nextDouble());
        put(scalars, Series.LOGIT_ABS_MAX, 3 + 5 * (1 - Math.min(1, rest)) + random.nextDouble());
        put(scalars, Series.MEAN_MAX_PROBABILITY, Math.max(1.0 / Math.max(2, classes), Math.exp(-Math.abs(now))));
        if (classes > 1) {
            put(scalars, Series.LABEL_ENTROPY, entropy((int) classesSeen.applyAsDouble(step), random));
        }
        put(scalars, Series.INPUT_MEAN, 0.02 * random.nextGaussian());
        put(scalars, Series.INPUT_STD, 1 + 0.02 * random.nextGaussian());
        put(scalars, Series.INPUT_ABS_MAX, 4 + random.nextDouble());
        put(scalars, Series.INPUT_NONFINITE, 0);
        Map<String, Double> parts = new TreeMap<>();
        terms.forEach((part, ofStep) -> parts.put(
                part, ofStep.applyAsDouble(step) * Math.exp(noise.applyAsDouble(step) * random.nextGaussian())));
        boolean clip = clipped && gradient > 1;
        LayerColumns columns = bare ? LayerColumns.none() : columns(step, gradient, skip, moved, random);
        return new StepReading(attempt, 0, step, 60_000L * attempt + 50L * step, skip, clip, scalars, parts, columns);
    }

    private void put(Scalars scalars, Series series, double value) {
        if (!missing.contains(series)) {
            scalars.with(series, value);
        }
    }

    /** Of labels that are drawn at random. */
    private double entropy(int seen, Random random) {
        int[] counts = new int[seen];
        for (int i = 0; i < batch; i++) {
            counts[random.nextInt(seen)]++;
        }
        double entropy = 0;
        for (int count : counts) {
            double share = (double) count / batch;
            entropy -= count == 0 ? 0 : share * Math.log(share);
        }
        return entropy;
    }

    private LayerColumns columns(int step, double gradient, boolean skip, boolean moved, Random random) {
        float[][] all = new float[LayerSeries.values().length][LAYERS];
        double share = rate.applyAsDouble(step) / peak();
        for (int i = 0; i < LAYERS; i++) {
            boolean frozen = frozenTrunk && i < 2;
            double norm = SHARES[i] * gradient * Math.exp(0.1 * random.nextGaussian());
            double weights = WEIGHTS[i] * (frozen ? 1 : 1 + 0.3 * step / steps);
            double update = moves * share * weights * Math.exp(0.2 * random.nextGaussian());
            set(all, LayerSeries.GRAD_NORM, i, frozen ? 0 : skip ? Double.POSITIVE_INFINITY : norm);
            set(all, LayerSeries.GRAD_ABS_MAX, i, frozen ? 0 : norm / 10);
            set(all, LayerSeries.GRAD_STD, i, frozen ? 0 : norm / 100);
            set(all, LayerSeries.GRAD_NONFINITE, i, frozen ? -1 : skip ? 7 : 0);
            set(all, LayerSeries.WEIGHT_NORM, i, weights);
            set(all, LayerSeries.UPDATE_NORM, i, frozen || !moved ? 0 : update);
            set(all, LayerSeries.ACTIVATION_STD, i, 1);
            set(all, LayerSeries.ACTIVATION_ZERO_FRACTION, i, i < 2 ? 0.55 + 0.05 * random.nextDouble() : 0);
            set(all, LayerSeries.ACTIVATION_SATURATED_FRACTION, i, 0.01 * random.nextDouble());
        }
        return LayerColumns.of(all);
    }

    private static void set(float[][] all, LayerSeries series, int layer, double value) {
        all[series.ordinal()][layer] = (float) value;
    }

    private EvalReading evaluation(String split, int attempt, int step, double times, Random random) {
        double loss = times * level.applyAsDouble(step) * (1 + evaluationNoise * random.nextGaussian());
        double chance = classes > 1 ? Math.log(classes) : Double.NaN;
        double accuracy = Math.max(1.0 / Math.max(2, classes), 1 - loss / chance);
        Map<String, Double> metrics = classes > 1 ? Map.of("accuracy", accuracy) : Map.of();
        return new EvalReading(attempt, step, 60_000L * attempt + 50L * step, split, true, loss, metrics);
    }
}
