package io.descentry.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.avro.EvalSummary;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.RankPlacement;
import io.descentry.avro.StepSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns the lines of one run's log into the records of its trainer. Remembers what the job line said. */
final class LogLines {
    private String jobId;
    private @Nullable LayerTable layers;
    private boolean parallel;
    private int attempt;

    /** @param jobId what the job is called if its line does not say it */
    LogLines(String jobId) {
        this.jobId = jobId;
    }

    JobDescription job(Fields line, Instant time) {
        String id = line.text("job_id");
        jobId = id == null ? jobId : id;
        Integer worldSize = line.small("world_size");
        parallel = worldSize != null && worldSize > 1;
        Integer restarts = line.small("attempt");
        attempt = restarts == null ? 0 : restarts;
        List<LayerDescription> described = describe(line.objects("layers"));
        layers = described.isEmpty()
                ? null
                : new LayerTable(
                        described.stream().map(LayerDescription::getName).toList());
        return JobDescription.newBuilder()
                .setJobId(jobId)
                .setAttempt(attempt)
                .setState(stateOf(line))
                .setTime(time)
                .setName(line.text("name"))
                .setProject(line.text("project"))
                .setOwner(line.text("owner"))
                .setCluster(line.text("cluster"))
                .setLabels(line.texts("labels"))
                .setFramework(line.text("framework"))
                .setTask(line.text("task"))
                .setModel(line.text("model"))
                .setNumClasses(line.small("num_classes"))
                .setLossKind(line.text("loss_kind"))
                .setOptimizer(line.text("optimizer"))
                .setLearningRate(line.real("learning_rate"))
                .setWeightDecay(line.real("weight_decay"))
                .setBatchSize(line.small("batch_size"))
                .setPrecision(line.text("precision"))
                .setWarmupSteps(line.whole("warmup_steps"))
                .setWorldSize(worldSize == null ? 1 : worldSize)
                .setExpectedSteps(line.whole("expected_steps"))
                .setRanks(placements(line.objects("ranks")))
                .setLayers(described)
                .setImage(line.text("image"))
                .setDataset(line.text("dataset"))
                .setReferenceJob(line.text("reference_job"))
                .setSettings(line.texts("settings"))
                .build();
    }

    /** A log that a trainer wrote ends with a job line that says how it ended; one without it runs. */
    private static JobState stateOf(Fields line) {
        String state = line.text("state");
        return state == null ? JobState.RUNNING : JobState.valueOf(state);
    }

    private static List<LayerDescription> describe(Iterable<JsonNode> layers) {
        var described = new ArrayList<LayerDescription>();
        for (JsonNode layer : layers) {
            var fields = new Fields(layer);
            String name = fields.text("name");
            described.add(LayerDescription.newBuilder()
                    .setName(name == null ? "layer " + described.size() : name)
                    .setKind(fields.text("kind"))
                    .setActivation(fields.text("activation"))
                    .setParameters(fields.whole("parameters"))
                    .setFrozen(Boolean.FALSE.equals(fields.flag("trainable")))
                    .build());
        }
        return described;
    }

    private static List<RankPlacement> placements(Iterable<JsonNode> ranks) {
        var placements = new ArrayList<RankPlacement>();
        for (JsonNode each : ranks) {
            var fields = new Fields(each);
            Integer rank = fields.small("rank");
            if (rank == null) {
                throw new IllegalArgumentException("\"rank\" of a placement is missing");
            }
            placements.add(RankPlacement.newBuilder()
                    .setRank(rank)
                    .setHost(fields.text("host"))
                    .setDevice(fields.text("device"))
                    .setRack(fields.text("rack"))
                    .build());
        }
        return placements;
    }

    StepSummary step(Fields line, Instant time) {
        Integer rank = line.small("rank");
        Double stepTime = line.real("step_time_ms");
        Double computeTime = line.real("compute_time_ms");
        return StepSummary.newBuilder()
                .setJobId(jobId)
                .setAttempt(attempt)
                .setRank(rank == null ? 0 : rank)
                .setStep(stepOf(line))
                .setEpoch(line.real("epoch"))
                .setTime(time)
                .setLoss(line.real("loss"))
                .setLossTerms(line.reals("loss_terms"))
                .setLearningRate(line.real("learning_rate"))
                .setBatchSize(line.small("batch_size"))
                .setGradNorm(line.real("grad_norm"))
                .setClipped(line.flag("clipped"))
                .setStepSkipped(Boolean.TRUE.equals(line.flag("step_skipped")))
                .setLossScale(line.real("loss_scale"))
                .setStepTimeMs(stepTime)
                // Where a parallel run logs one time only, it is that without the wait for the other ranks.
                .setComputeTimeMs(computeTime == null && parallel ? stepTime : computeTime)
                .setLayers(columns(line.objects("layers")))
                .setLogitAbsMax(line.real("logit_abs_max"))
                .setMeanMaxProbability(line.real("mean_max_probability"))
                .setLabelEntropy(line.real("label_entropy"))
                .setInputMean(line.real("input_mean"))
                .setInputStd(line.real("input_std"))
                .setInputAbsMax(line.real("input_abs_max"))
                .setInputNonfinite(line.whole("input_nonfinite"))
                .setParameterDigest(line.whole("parameter_digest"))
                .build();
    }

    private LayerStatistics columns(Iterable<JsonNode> rows) {
        if (layers == null) {
            var names = new ArrayList<String>();
            rows.forEach(row -> names.add(String.valueOf(new Fields(row).text("name"))));
            return new LayerTable(names).columns(rows);
        }
        return layers.columns(rows);
    }

    EvalSummary eval(Fields line, Instant time) {
        String split = line.text("split");
        var metrics = new HashMap<>(line.reals("metrics"));
        Double accuracy = line.real("accuracy");
        if (accuracy != null) {
            metrics.put("accuracy", accuracy);
        }
        return EvalSummary.newBuilder()
                .setJobId(jobId)
                .setAttempt(attempt)
                .setStep(stepOf(line))
                .setEpoch(line.real("epoch"))
                .setTime(time)
                .setSplit(split == null ? "validation" : split)
                .setLoss(line.real("loss"))
                .setMetrics(metrics)
                .setSamples(line.whole("samples"))
                .setCheckpoint(line.text("checkpoint"))
                .build();
    }

    private static long stepOf(Fields line) {
        Long step = line.whole("step");
        if (step == null) {
            throw new IllegalArgumentException("\"step\" is missing");
        }
        return step;
    }
}
