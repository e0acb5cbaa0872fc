package io.descentry.benchmarks;

import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Steps of a healthy run of a classifier with layers, always the same; every statistic of a layer that a detector reads. */
final class TrainingSteps {
    private static final int DIFFERENT = 512;
    private static final int WARMED_UP = 2048;
    private static final long PLANNED = 1L << 40;
    private static final LayerSeries[] MEASURED = {
        LayerSeries.GRAD_NORM,
        LayerSeries.GRAD_ABS_MAX,
        LayerSeries.GRAD_NONFINITE,
        LayerSeries.WEIGHT_NORM,
        LayerSeries.UPDATE_NORM,
        LayerSeries.ACTIVATION_ZERO_FRACTION,
        LayerSeries.ACTIVATION_SATURATED_FRACTION,
        LayerSeries.ACTIVATION_NONFINITE
    };

    private final int layers;
    private final Scalars[] scalars = new Scalars[DIFFERENT];
    private final LayerColumns[] columns = new LayerColumns[DIFFERENT];
    private long step;

    TrainingSteps(int layers) {
        this.layers = layers;
        Random random = new Random(layers);
        for (int i = 0; i < DIFFERENT; i++) {
            scalars[i] = scalars(random);
            columns[i] = columns(random);
        }
    }

    JobFacts facts() {
        List<JobFacts.Layer> named = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            named.add(new JobFacts.Layer("layer" + i, "linear", i == layers - 1 ? "none" : "relu", false));
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
                "mlp",
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
                Map.of());
    }

    /** Steps after which levels are known and no detector warms up. */
    int warmUp() {
        return WARMED_UP;
    }

    StepReading next() {
        int i = (int) (step % DIFFERENT);
        StepReading reading = new StepReading(0, 0, step, 100 * step, false, false, scalars[i], Map.of(), columns[i]);
        step++;
        return reading;
    }

    private static Scalars scalars(Random random) {
        double noise = 1 + 0.05 * random.nextGaussian();
        return new Scalars()
                .with(Series.LOSS, 0.9 * noise)
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
                    case ACTIVATION_SATURATED_FRACTION, GRAD_NONFINITE, ACTIVATION_NONFINITE -> 0;
                    default -> 0.1f * noise;
                };
            }
            all[series.ordinal()] = column;
        }
        return LayerColumns.of(all);
    }
}
