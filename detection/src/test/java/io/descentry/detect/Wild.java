package io.descentry.detect;

import io.descentry.reading.EvalReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.PeerNote;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Arbitrary records of an arbitrary job, the same for the same seed: quiet stretches in which levels can be learnt, wild ones,
 * constant ones, and some whose numbers are no numbers; with series, layers and parts of the loss that come and go.
 */
final class Wild {
    /** Layers that a reading or a description may have; a reading need not keep to its description. */
    static final int MOST_LAYERS = 9;

    private static final double[] ODD = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        1e308,
        -1e308,
        Double.MIN_VALUE,
        0,
        -0.0,
        -1,
        1e-30,
        3e38
    };
    private static final String[] SPLITS = {"train", "validation", "test", "holdout", ""};
    private static final String[] TERMS = {
        "data", "regularization", "kl", "task_a", "task_b", "total", "aux loss", "", "generator", "discriminator"
    };

    /** One record. */
    sealed interface Event {}

    record Step(StepReading reading) implements Event {}

    record Evaluation(EvalReading reading) implements Event {}

    record Told(PeerNote note) implements Event {}

    /** The next attempt begins; its first step may lie before or behind the last one. */
    record Restart(int attempt) implements Event {}

    record Description(JobFacts facts) implements Event {}

    /** What numbers are like for some time. */
    private enum Mood {
        QUIET,
        CONSTANT,
        WILD,
        ODD
    }

    private final Random random;
    private final WildNotes notes;
    private final List<Event> events = new ArrayList<>();
    private int attempt;
    private long step;
    private int stride = 1;
    private int layers;
    private Mood mood = Mood.QUIET;
    private long presentScalars;
    private long presentColumns;
    private final double[] scalarTimes = new double[Series.values().length];
    private final double[][] columnTimes = new double[LayerSeries.values().length][MOST_LAYERS];
    private double swing;

    private final boolean odd;
    /** Parts of the loss that may come up: two players in some runs only, for then much else is not judged. */
    private final int parts;

    private Wild(long seed, boolean odd) {
        random = new Random(seed);
        notes = new WildNotes(seed, this::number);
        parts = TERMS.length - (seed % 4 == 3 ? 0 : 2);
        this.odd = odd;
    }

    /** So many records and a few more. */
    static List<Event> events(long seed, int n) {
        return events(new Wild(seed, true), n);
    }

    /** The same without numbers that are none, or that are hardly any. */
    static List<Event> finite(long seed, int n) {
        return events(new Wild(seed, false), n);
    }

    private static List<Event> events(Wild wild, int n) {
        while (wild.events.size() < n) {
            wild.stretch();
        }
        return wild.events;
    }

    /** A description that names much, little or nothing. */
    static JobFacts facts(Random random) {
        if (random.nextInt(6) == 0) {
            return JobFacts.unknown("job");
        }
        List<JobFacts.Layer> layers = new ArrayList<>();
        for (int i = random.nextInt(MOST_LAYERS + 1); i > 0; i--) {
            layers.add(new JobFacts.Layer(
                    "layer" + i,
                    text(random, "linear", "conv", "lstm", "rnn", "batchnorm", "layernorm", "embedding"),
                    text(random, "relu", "tanh", "sigmoid", "gelu", "none"),
                    random.nextInt(5) == 0));
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
                text(random, "mlp", "transformer"),
                text(random, "classification", "classification", "regression", "language_model", "gan", "multitask"),
                text(random, "cross_entropy", "cross_entropy", "mse", "bce", "kl", "contrastive", "focal"),
                random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(1000),
                text(random, "sgd", "adam", "adamw", "lion"),
                random.nextInt(3) == 0 ? Double.NaN : Math.pow(10, -6 * random.nextDouble()),
                random.nextInt(3) == 0 ? 0 : 1 << random.nextInt(12),
                text(random, "fp32", "bf16", "fp16"),
                random.nextInt(200) - 1,
                random.nextInt(3) == 0 ? -1 : 1 + random.nextInt(4000),
                1 + random.nextInt(2),
                layers,
                List.of(),
                Map.of(),
                JobFacts.Origin.UNKNOWN);
    }

    /** One of them, or nothing. */
    private static @Nullable String text(Random random, String... all) {
        int i = random.nextInt(all.length + 1);
        return i < all.length ? all[i] : null;
    }

    /** Three of four bits are set. */
    private long most() {
        long some = random.nextLong();
        return some | random.nextLong();
    }

    @SafeVarargs
    private static <T> T one(Random random, T... all) {
        return all[random.nextInt(all.length)];
    }

    private void stretch() {
        mood = one(random, Mood.QUIET, Mood.QUIET, Mood.CONSTANT, Mood.WILD, odd ? Mood.ODD : Mood.WILD);
        presentScalars = most();
        presentColumns = most();
        layers = random.nextInt(3) == 0 ? 0 : random.nextInt(MOST_LAYERS + 1);
        stride = one(random, 1, 1, 1, 10);
        swing = random.nextInt(5) == 0 ? 0.8 : 0;
        for (int i = 0; i < scalarTimes.length; i++) {
            scalarTimes[i] = one(random, 1.0, 1.0, 1.0, 1.0, 0.0, 1e-6, 1e3, -1.0);
        }
        for (double[] times : columnTimes) {
            for (int i = 0; i < MOST_LAYERS; i++) {
                times[i] = one(random, 1.0, 1.0, 1.0, 2.0, 0.0, 1e-7, 1e4);
            }
        }
        switch (random.nextInt(6)) {
            case 0 -> {
                attempt++;
                step = random.nextBoolean() ? 0 : Math.max(0, step + random.nextInt(200) - 100);
                events.add(new Restart(attempt));
            }
            case 1, 2 -> events.add(new Description(facts(random)));
            default -> {}
        }
        for (int i = 20 + random.nextInt(random.nextInt(4) == 0 ? 600 : 100); i > 0; i--) {
            step += random.nextInt(50) == 0 ? 1 + random.nextInt(100) : stride;
            events.add(new Step(reading(0)));
            if (random.nextInt(8) == 0) {
                events.add(new Step(reading(1)));
            }
            if (random.nextInt(10) == 0) {
                events.add(new Evaluation(evaluation()));
            }
            if (notes.isDue()) {
                events.add(new Told(notes.next(attempt, step)));
            }
        }
    }

    private StepReading reading(int rank) {
        Scalars scalars = new Scalars();
        for (Series series : Series.values()) {
            if ((presentScalars >> series.ordinal() & 1) != 0 && random.nextInt(20) > 0) {
                double turn = series == Series.LOSS ? 1 + swing * (step % 2 == 0 ? 1 : -1) : 1;
                scalars.with(series, number(turn * scalarTimes[series.ordinal()] * usual(series)));
            }
        }
        boolean skipped = random.nextInt(30) == 0;
        boolean clipped = random.nextInt(10) == 0;
        return new StepReading(attempt, rank, step, 1000 * step, skipped, clipped, scalars, terms(), columns());
    }

    private double usual(Series series) {
        return switch (series) {
            case LEARNING_RATE -> 0.01;
            case BATCH_SIZE -> 32;
            case LOSS_SCALE -> 65_536;
            case EPOCH -> step / 100.0;
            case MEAN_MAX_PROBABILITY -> 0.5;
            case INPUT_NONFINITE -> 0;
            default -> 2;
        };
    }

    private Map<String, Double> terms() {
        Map<String, Double> terms = new TreeMap<>();
        if ((presentScalars >> 40 & 3) == 3) {
            int most = 1 + (int) (presentScalars >> 42 & 7);
            for (int i = 0; i < most; i++) {
                int part = (int) ((presentScalars >> 45 & 7) + i) % parts;
                terms.put(TERMS[part], number(scalarTimes[part]));
            }
            if (mood == Mood.WILD) {
                terms.put("part " + random.nextInt(100), number(1));
            }
        }
        return terms;
    }

    private LayerColumns columns() {
        float[][] columns = new float[LayerSeries.values().length][];
        int n = mood == Mood.ODD && random.nextInt(10) == 0 ? random.nextInt(MOST_LAYERS + 1) : layers;
        for (LayerSeries series : LayerSeries.values()) {
            if ((presentColumns >> series.ordinal() & 1) != 0) {
                float[] column = new float[n];
                for (int i = 0; i < n; i++) {
                    column[i] = (float) number(columnTimes[series.ordinal()][i] * usual(series));
                }
                columns[series.ordinal()] = column;
            }
        }
        return LayerColumns.of(columns);
    }

    private static double usual(LayerSeries series) {
        return switch (series) {
            case UPDATE_NORM -> 0.01;
            case GRAD_NONFINITE, WEIGHT_NONFINITE, ACTIVATION_NONFINITE -> 0;
            case GRAD_ZERO_FRACTION, ACTIVATION_ZERO_FRACTION, ACTIVATION_SATURATED_FRACTION -> 0.5;
            default -> 1;
        };
    }

    private EvalReading evaluation() {
        Map<String, Double> metrics = new TreeMap<>();
        if (random.nextBoolean()) {
            metrics.put("accuracy", number(0.5));
        }
        if (random.nextInt(4) == 0) {
            metrics.put("bleu", number(20));
        }
        String split = SPLITS[random.nextInt(4) == 0 ? random.nextInt(SPLITS.length) : 1];
        return new EvalReading(attempt, step, 1000 * step, split, random.nextInt(8) > 0, number(2), metrics);
    }

    private double number(double usual) {
        return number(random, usual);
    }

    private double number(Random source, double usual) {
        return switch (mood) {
            case CONSTANT -> usual;
            case QUIET -> usual * (1 + 0.1 * source.nextGaussian());
            case WILD -> usual * Math.exp(3 * source.nextGaussian()) * (source.nextInt(10) == 0 ? -1 : 1);
            case ODD -> source.nextBoolean() ? ODD[source.nextInt(ODD.length)] : usual;
        };
    }
}
