package io.descentry.topology;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.Heartbeat;
import io.descentry.avro.JobDescription;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.RankPlacement;
import io.descentry.avro.StepSummary;
import io.descentry.reading.EvalReading;
import io.descentry.reading.HeartbeatReading;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What detection reads, made from the Avro records that trainers send. Records must have passed {@link Soundness}. */
public final class Readings {
    private Readings() {}

    /** The facts that a description states. */
    public static JobFacts of(JobDescription job) {
        return new JobFacts(
                job.getJobId(),
                job.getAttempt(),
                JobFacts.State.valueOf(job.getState().name()),
                job.getTime().toEpochMilli(),
                job.getName(),
                job.getProject(),
                job.getOwner(),
                job.getCluster(),
                job.getLabels(),
                job.getModel(),
                job.getTask(),
                job.getLossKind(),
                Objects.requireNonNullElse(job.getNumClasses(), 0),
                job.getOptimizer(),
                Objects.requireNonNullElse(job.getLearningRate(), Double.NaN),
                Objects.requireNonNullElse(job.getBatchSize(), 0),
                job.getPrecision(),
                Objects.requireNonNullElse(job.getWarmupSteps(), -1L),
                Objects.requireNonNullElse(job.getExpectedSteps(), -1L),
                job.getWorldSize(),
                job.getLayers().stream().map(Readings::layer).toList(),
                job.getRanks().stream().map(Readings::placement).toList(),
                job.getSettings(),
                new JobFacts.Origin(job.getImage(), job.getDataset(), job.getReferenceJob()));
    }

    /** The reading of a step. */
    public static StepReading of(StepSummary step) {
        return read(step).reading();
    }

    /** A step before anybody knows whether it is sound. */
    public static ReadStep read(StepSummary step) {
        return into(step, new ReadStep());
    }

    /** Reads a step into what is used again. */
    static ReadStep into(StepSummary step, ReadStep read) {
        read.jobId(step.getJobId());
        StepReading reading = read.unchecked();
        reading.scalars().clear();
        reading.lossTerms().clear();
        reading.is(
                step.getAttempt(),
                step.getRank(),
                step.getStep(),
                step.getTime().toEpochMilli(),
                step.getStepSkipped(),
                Boolean.TRUE.equals(step.getClipped()));
        Scalars scalars = reading.scalars();
        put(scalars, Series.LOSS, step.getLoss());
        put(scalars, Series.GRAD_NORM, step.getGradNorm());
        put(scalars, Series.LEARNING_RATE, step.getLearningRate());
        put(scalars, Series.BATCH_SIZE, step.getBatchSize());
        put(scalars, Series.LOSS_SCALE, step.getLossScale());
        put(scalars, Series.EPOCH, step.getEpoch());
        put(scalars, Series.STEP_TIME, step.getStepTimeMs());
        put(scalars, Series.COMPUTE_TIME, step.getComputeTimeMs());
        put(scalars, Series.LOGIT_ABS_MAX, step.getLogitAbsMax());
        put(scalars, Series.MEAN_MAX_PROBABILITY, step.getMeanMaxProbability());
        put(scalars, Series.LABEL_ENTROPY, step.getLabelEntropy());
        put(scalars, Series.INPUT_MEAN, step.getInputMean());
        put(scalars, Series.INPUT_STD, step.getInputStd());
        put(scalars, Series.INPUT_ABS_MAX, step.getInputAbsMax());
        put(scalars, Series.INPUT_NONFINITE, step.getInputNonfinite());
        Long digest = step.getParameterDigest();
        put(scalars, Series.PARAMETER_DIGEST, digest == null ? null : folded(digest));
        reading.lossTerms().putAll(step.getLossTerms());
        float[][] columns = columns(step.getLayers());
        for (LayerSeries series : LayerSeries.values()) {
            read.column(series, columns[series.ordinal()]);
        }
        return read;
    }

    /** The reading of an evaluation. */
    public static EvalReading of(EvalSummary eval) {
        Double loss = eval.getLoss();
        return new EvalReading(
                eval.getAttempt(),
                eval.getStep(),
                eval.getTime().toEpochMilli(),
                eval.getSplit(),
                loss != null,
                loss == null ? 0 : loss,
                eval.getMetrics());
    }

    /** The reading of a heartbeat. */
    public static HeartbeatReading of(Heartbeat beat) {
        return new HeartbeatReading(
                beat.getAttempt(),
                beat.getRank(),
                beat.getStep(),
                beat.getTime().toEpochMilli());
    }

    /** The columns in the order of {@link LayerSeries}. */
    static float[][] columns(LayerStatistics layers) {
        var columns = new float[LayerSeries.values().length][];
        columns[LayerSeries.GRAD_NORM.ordinal()] = floats(layers.getGradNorm());
        columns[LayerSeries.GRAD_ABS_MAX.ordinal()] = floats(layers.getGradAbsMax());
        columns[LayerSeries.GRAD_MEAN.ordinal()] = floats(layers.getGradMean());
        columns[LayerSeries.GRAD_STD.ordinal()] = floats(layers.getGradStd());
        columns[LayerSeries.GRAD_ZERO_FRACTION.ordinal()] = floats(layers.getGradZeroFraction());
        columns[LayerSeries.GRAD_NONFINITE.ordinal()] = floats(layers.getGradNonfinite());
        columns[LayerSeries.WEIGHT_NORM.ordinal()] = floats(layers.getWeightNorm());
        columns[LayerSeries.WEIGHT_NONFINITE.ordinal()] = floats(layers.getWeightNonfinite());
        columns[LayerSeries.UPDATE_NORM.ordinal()] = floats(layers.getUpdateNorm());
        columns[LayerSeries.ACTIVATION_MEAN.ordinal()] = floats(layers.getActivationMean());
        columns[LayerSeries.ACTIVATION_STD.ordinal()] = floats(layers.getActivationStd());
        columns[LayerSeries.ACTIVATION_ZERO_FRACTION.ordinal()] = floats(layers.getActivationZeroFraction());
        columns[LayerSeries.ACTIVATION_SATURATED_FRACTION.ordinal()] = floats(layers.getActivationSaturatedFraction());
        columns[LayerSeries.ACTIVATION_NONFINITE.ordinal()] = floats(layers.getActivationNonfinite());
        return columns;
    }

    private static float[] floats(List<Float> values) {
        var floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }

    /** A hash as a number that a double holds to the last bit. */
    static long folded(long hash) {
        return (hash ^ hash >>> 53) & ((1L << 53) - 1);
    }

    private static void put(Scalars scalars, Series series, @Nullable Number value) {
        if (value != null) {
            scalars.with(series, value.doubleValue());
        }
    }

    private static JobFacts.Layer layer(LayerDescription layer) {
        return new JobFacts.Layer(
                layer.getName(),
                layer.getKind(),
                layer.getActivation(),
                layer.getFrozen(),
                layer.getParameters() == null ? -1 : layer.getParameters());
    }

    private static JobFacts.Placement placement(RankPlacement placement) {
        return new JobFacts.Placement(
                placement.getRank(), placement.getHost(), placement.getDevice(), placement.getRack());
    }
}
