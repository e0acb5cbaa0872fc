package io.descentry.corpus.cluster;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.StepSummary;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What the ranks of a job report of a step that one rank was recorded at. The first rank reports it as it was. Another has
 * another batch: its loss, input and own gradients differ by noise; what comes after the exchange of gradients is equal.
 */
final class RankRecords {
    private static final int STEP_FIELDS =
            StepSummary.getClassSchema().getFields().size();
    private static final int EVAL_FIELDS =
            EvalSummary.getClassSchema().getFields().size();
    private static final double TILT = 0.01;
    private static final double GRADIENT_NOISE = 0.1;
    private static final double INPUT_NOISE = 0.02;
    private static final double COMPUTE_NOISE = 0.03;
    private static final double EXCHANGE_MILLIS = 0.3;

    private final SimulatedJob job;
    private final SplittableRandom random;
    private final double tilt;
    /** Devices are not quite equally fast. */
    private final double[] pace;

    RankRecords(SimulatedJob job) {
        this.job = job;
        this.random = Draws.of(job.seed(), "ranks", 0);
        this.tilt = Math.exp(TILT * random.nextGaussian());
        this.pace = new double[job.ranks()];
        for (int rank = 0; rank < pace.length; rank++) {
            pace[rank] = noisy(1, 0.01);
        }
    }

    StepSummary of(StepSummary base, int rank, Instant time) {
        var record = new StepSummary();
        for (int field = 0; field < STEP_FIELDS; field++) {
            record.put(field, base.get(field));
        }
        Written.set(record, "job_id", job.id());
        Written.set(record, "rank", rank);
        Written.set(record, "time", time);
        tilt(record, rank == 0 ? tilt : noisy(tilt, job.base().spread()));
        if (job.ranks() > 1) {
            times(record, rank);
            Written.set(record, "parameter_digest", Draws.mix(job.seed() + base.getStep()));
        } else {
            Written.set(record, "step_time_ms", noisy((double) job.intervalMillis(), COMPUTE_NOISE));
        }
        if (rank > 0) {
            ownBatch(record);
        }
        for (Injection injection : job.injections()) {
            injection.alter(record, job);
        }
        return record;
    }

    EvalSummary of(EvalSummary base, Instant time) {
        var record = new EvalSummary();
        for (int field = 0; field < EVAL_FIELDS; field++) {
            record.put(field, base.get(field));
        }
        Written.set(record, "job_id", job.id());
        Written.set(record, "time", time);
        Double loss = base.getLoss();
        Written.set(record, "loss", loss == null ? null : loss * tilt);
        return record;
    }

    private double noisy(double value, double spread) {
        return value * Math.exp(spread * random.nextGaussian());
    }

    private static void tilt(StepSummary record, double by) {
        Double loss = record.getLoss();
        if (loss != null) {
            Written.set(record, "loss", loss * by);
        }
        Map<String, Double> terms = record.getLossTerms();
        if (!terms.isEmpty()) {
            var tilted = new HashMap<String, Double>();
            terms.forEach((name, value) -> tilted.put(name, value * by));
            Written.set(record, "loss_terms", tilted);
        }
    }

    private void times(StepSummary record, int rank) {
        double slowness = 1;
        double slowest = 1;
        for (Injection injection : job.injections()) {
            slowness = Math.max(slowness, injection.slowness(rank, record.getStep()));
            slowest = Math.max(slowest, injection.slowest(record.getStep()));
        }
        double compute = noisy(JobClock.COMPUTE * job.intervalMillis() * pace[rank] * slowness, COMPUTE_NOISE);
        double wait = (1 - JobClock.COMPUTE) * job.intervalMillis();
        Written.set(record, "compute_time_ms", compute);
        Written.set(
                record,
                "step_time_ms",
                Math.max(compute, JobClock.COMPUTE * job.intervalMillis() * slowest) + wait + EXCHANGE_MILLIS);
    }

    private void ownBatch(StepSummary record) {
        Double mean = record.getInputMean();
        Double std = record.getInputStd();
        if (mean != null && std != null) {
            Written.set(record, "input_mean", mean + std * INPUT_NOISE * random.nextGaussian());
            Written.set(record, "input_std", noisy(std, INPUT_NOISE));
        }
        Double most = record.getInputAbsMax();
        if (most != null) {
            Written.set(record, "input_abs_max", noisy(most, INPUT_NOISE));
        }
        Written.set(record, "logit_abs_max", null);
        Written.set(record, "mean_max_probability", null);
        Written.set(record, "layers", job.layered() ? ownLayers(record.getLayers()) : NOTHING);
    }

    private static final LayerStatistics NOTHING = LayerStatistics.newBuilder().build();

    /** Own gradients before the exchange, and what tells of non-finite values; weights are those of all ranks. */
    private LayerStatistics ownLayers(LayerStatistics first) {
        LayerStatistics own = LayerStatistics.newBuilder().build();
        Written.set(own, "grad_norm", noise(first.getGradNorm()));
        Written.set(own, "grad_abs_max", noise(first.getGradAbsMax()));
        Written.set(own, "grad_nonfinite", first.getGradNonfinite());
        Written.set(own, "weight_norm", first.getWeightNorm());
        Written.set(own, "weight_nonfinite", first.getWeightNonfinite());
        Written.set(own, "update_norm", first.getUpdateNorm());
        Written.set(own, "activation_nonfinite", first.getActivationNonfinite());
        return own;
    }

    private List<Float> noise(List<Float> column) {
        return Damage.changed(column, (layer, value) -> (float) noisy(value, GRADIENT_NOISE));
    }
}
