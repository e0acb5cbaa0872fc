package io.descentry.judge;

import io.descentry.reading.EvalReading;
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

/**
 * A healthy run that tells all that can be told: a full description, every series and statistic with noise in every digit, parts
 * of the loss, evaluations of two splits. It makes a memory as large as a run of one rank without alerts can.
 */
final class FullRun {
    private static final int EVALUATED_EVERY = 100;
    private static final int DIFFERENT = 64;

    private final int layers;
    private final Random random = new Random(7);
    private final LayerColumns[] columns = new LayerColumns[DIFFERENT];

    FullRun(int layers) {
        this.layers = layers;
        for (int i = 0; i < DIFFERENT; i++) {
            columns[i] = layers == 0 ? LayerColumns.none() : columns();
        }
    }

    /** Describes the run and lets a job go through its steps from one to before another. */
    void play(JobJudge judge, JobMemory memory, int from, int to) {
        if (from == 0) {
            judge.describe(memory, facts(memory.facts().jobId()));
        }
        for (int step = from; step < to; step++) {
            if (step > 0 && step % EVALUATED_EVERY == 0) {
                advance(judge, memory, judge.judge(memory, evaluation("train", step, 1)));
                advance(judge, memory, judge.judge(memory, evaluation("validation", step, 1.03)));
            }
            advance(judge, memory, judge.judge(memory, step(step)));
        }
    }

    private static void advance(JobJudge judge, JobMemory memory, Verdict verdict) {
        Verdict.Judged judged = (Verdict.Judged) verdict;
        judge.report(memory, judged, judge.advance(memory, judged));
    }

    private double about(double value) {
        return value * Math.exp(0.05 * random.nextGaussian());
    }

    private double loss(int step) {
        return 0.4 + 1.9 / (1 + step / 150.0);
    }

    private StepReading step(int step) {
        double loss = about(loss(step));
        Scalars scalars = new Scalars()
                .with(Series.LOSS, loss)
                .with(Series.GRAD_NORM, about(1.3 * loss))
                .with(Series.LEARNING_RATE, 0.05 * Math.min(1, (step + 1) / 200.0) / (1 + step / 3e5))
                .with(Series.BATCH_SIZE, 64)
                .with(Series.LOSS_SCALE, 65536)
                .with(Series.EPOCH, step / 300.0)
                .with(Series.STEP_TIME, about(210))
                .with(Series.COMPUTE_TIME, about(200))
                .with(Series.LOGIT_ABS_MAX, about(9))
                .with(Series.MEAN_MAX_PROBABILITY, about(0.6))
                .with(Series.LABEL_ENTROPY, Math.min(2.3, about(2.2)))
                .with(Series.INPUT_MEAN, about(0.01))
                .with(Series.INPUT_STD, about(1))
                .with(Series.INPUT_ABS_MAX, about(3))
                .with(Series.INPUT_NONFINITE, 0)
                .with(Series.PARAMETER_DIGEST, random.nextInt());
        Map<String, Double> terms = Map.of("cross_entropy", loss - 0.05, "weight_decay", about(0.05));
        return new StepReading(0, 0, step, time(step), false, false, scalars, terms, columns[step % DIFFERENT]);
    }

    private static long time(int step) {
        return 1_795_000_000_000L + 211L * step + step % 7;
    }

    private EvalReading evaluation(String split, int step, double worse) {
        double loss = loss(step) * worse * (1 + 0.01 * random.nextGaussian());
        Map<String, Double> metrics = Map.of("accuracy", about(0.7), "top5", about(0.9));
        return new EvalReading(0, step, time(step), split, true, loss, metrics);
    }

    private LayerColumns columns() {
        float[][] all = new float[LayerSeries.values().length][];
        for (LayerSeries series : LayerSeries.values()) {
            float[] column = new float[layers];
            for (int i = 0; i < layers; i++) {
                column[i] = (float)
                        switch (series) {
                            case WEIGHT_NORM -> about(10);
                            case UPDATE_NORM -> about(0.01);
                            case GRAD_NONFINITE, WEIGHT_NONFINITE, ACTIVATION_NONFINITE -> 0;
                            case GRAD_ZERO_FRACTION, ACTIVATION_ZERO_FRACTION -> about(0.4);
                            case ACTIVATION_SATURATED_FRACTION -> i % 5 == 0 ? about(0.97) : about(0.02);
                            case ACTIVATION_MEAN, ACTIVATION_STD -> about(0.7);
                            default -> about(0.1);
                        };
            }
            all[series.ordinal()] = column;
        }
        return LayerColumns.of(all);
    }

    private JobFacts facts(String jobId) {
        List<JobFacts.Layer> named = new ArrayList<>();
        String[] parts = {
            "attention.query_key_value", "attention.dense", "mlp.dense_h_to_4h", "mlp.dense_4h_to_h", "norm"
        };
        for (int i = 0; i < layers; i++) {
            int part = i % parts.length;
            String name = "model.layers." + i / parts.length + "." + parts[part];
            String kind = part == 4 ? "layernorm" : "linear";
            named.add(new JobFacts.Layer(name, kind, part == 2 ? "gelu" : "none", false, 4_194_304 + i));
        }
        return new JobFacts(
                jobId,
                0,
                JobFacts.State.RUNNING,
                time(0) - 9_000,
                "pretraining, fourth sweep",
                "language",
                "team-foundation",
                "east-1",
                Map.of("team", "foundation", "queue", "large", "purpose", "ablation"),
                "transformer-medium",
                "classification",
                "cross_entropy",
                10,
                "sgd",
                0.05,
                64,
                "bf16-mixed",
                200,
                1_000_000,
                1,
                named,
                List.of(new JobFacts.Placement(0, "node-17.east-1", "GPU-5d8a1c3e-3c1f", "rack-4")),
                Map.of(),
                new JobFacts.Origin("registry/train:2026.11", "images-v12", null));
    }
}
