package io.descentry.benchmarks;

import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.reading.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A healthy run of a convolutional classifier, always the same, with everything that a detector reads: all scalars, both parts
 * of a loss with weight decay, the 8 statistics of a layer that are ever looked at, and evaluations of both splits.
 */
final class TrainingSteps {
    private static final int DIFFERENT = 512;
    private static final int WARMED_UP = 2048;
    private static final int EVALUATED_EVERY = 256;
    private static final double LOSS = 0.9;
    private static final long PLANNED = 1L << 40;
    private static final LayerSeries[] MEASURED = {
        LayerSeries.GRAD_NORM,
        LayerSeries.GRAD_NONFINITE,
        LayerSeries.WEIGHT_NORM,
        LayerSeries.WEIGHT_NONFINITE,
        LayerSeries.UPDATE_NORM,
        LayerSeries.ACTIVATION_ZERO_FRACTION,
        LayerSeries.ACTIVATION_SATURATED_FRACTION,
        LayerSeries.ACTIVATION_NONFINITE
    };

    private final int layers;
    private final Scalars[] scalars = new Scalars[DIFFERENT];
    private final Terms[] terms = new Terms[DIFFERENT];
    private final LayerColumns[] columns = new LayerColumns[DIFFERENT];
    private long step;

    TrainingSteps(int layers) {
        this.layers = layers;
        Random random = new Random(layers);
        for (int i = 0; i < DIFFERENT; i++) {
            double noise = 1 + 0.05 * random.nextGaussian();
            scalars[i] = scalars(noise, random);
            terms[i] = Terms.of(Map.of("data", LOSS * noise - 0.05, "regularization", 0.05));
            columns[i] = columns(random);
        }
    }

    JobFacts facts() {
        List<JobFacts.Layer> named = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            boolean last = i == layers - 1;
            String kind = last ? "linear" : i % 2 == 0 ? "conv2d" : "batchnorm2d";
            named.add(new JobFacts.Layer("layer" + i, kind, last ? "none" : "relu", false));
        }
        return new JobFacts(
                "job",
                0,
                JobFacts.State.RUNNING,
                0,
                null,
                null,
                null,
                null,
                Map.of(),
                "cnn",
                "classification",
                "cross_entropy",
                10,
                "sgd",
                0.1,
                64,
                null,
                -1,
                PLANNED,
                1,
                named,
                List.of(),
                Map.of(),
                JobFacts.Origin.UNKNOWN);
    }

    /** Steps after which levels are known and no detector warms up. */
    int warmUp() {
        return WARMED_UP;
    }

    StepReading next() {
        int i = (int) (step % DIFFERENT);
        step++;
        return new StepReading(0, 0, step, 100 * step, false, false, scalars[i], terms[i], columns[i]);
    }

    /** Whether the run is evaluated after the last step. */
    boolean isEvaluated() {
        return step % EVALUATED_EVERY == 0;
    }

    EvalReading evaluation(String split) {
        double worse = split.equals("train") ? 1 : 1.02;
        Map<String, Double> metrics = Map.of("accuracy", 0.7 / worse);
        return new EvalReading(0, step, 100 * step, split, true, LOSS * worse, metrics);
    }

    private static Scalars scalars(double noise, Random random) {
        return new Scalars()
                .with(Series.LOSS, LOSS * noise)
                .with(Series.GRAD_NORM, 1.1 * noise)
                .with(Series.LEARNING_RATE, 0.1)
                .with(Series.BATCH_SIZE, 64)
                .with(Series.EPOCH, 1)
                .with(Series.LOGIT_ABS_MAX, 6 * noise)
                .with(Series.MEAN_MAX_PROBABILITY, 0.6)
                .with(Series.LABEL_ENTROPY, 2.2 + 0.02 * random.nextGaussian())
                .with(Series.INPUT_MEAN, 0)
                .with(Series.INPUT_STD, 1)
                .with(Series.INPUT_ABS_MAX, 3)
                .with(Series.INPUT_NONFINITE, 0);
    }

    private LayerColumns columns(Random random) {
        float[][] all = new float[LayerSeries.values().length][];
        for (LayerSeries series : MEASURED) {
            float[] column = new float[layers];
            for (int i = 0; i < layers; i++) {
                float noise = (float) Math.exp(0.1 * random.nextGaussian());
                column[i] = switch (series) {
                    case WEIGHT_NORM -> 10;
                    case UPDATE_NORM -> 0.01f * noise;
                    case ACTIVATION_ZERO_FRACTION -> 0.5f;
                    case ACTIVATION_SATURATED_FRACTION, GRAD_NONFINITE, WEIGHT_NONFINITE, ACTIVATION_NONFINITE -> 0;
                    default -> 0.1f * noise;
                };
            }
            all[series.ordinal()] = column;
        }
        return LayerColumns.of(all);
    }
}
