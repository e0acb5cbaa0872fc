package io.descentry.it.scenario;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.StepSummary;
import io.descentry.schemas.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The records of a scenario as trainers would send them: one second a step, noise from a fixed seed. */
final class ScenarioRecords {
    /** A record and where it goes. */
    record Sent(Topic topic, SpecificRecord value, Instant time) {}

    private final String jobId;
    private final Random random = new Random(7);
    private final List<Sent> sent = new ArrayList<>();
    private Instant now;

    private ScenarioRecords(String jobId, Instant start) {
        this.jobId = jobId;
        this.now = start;
    }

    static List<Sent> of(Scenario scenario, String jobId, Instant start) {
        var records = new ScenarioRecords(jobId, start);
        if (scenario.job() != null) {
            records.describe(scenario.job(), JobState.RUNNING, 0);
        }
        for (Scenario.Span span : scenario.records()) {
            records.add(scenario, span);
        }
        return records.sent;
    }

    private void add(Scenario scenario, Scenario.Span span) {
        if (span.steps() != null) {
            String[] ends = span.steps().split("-", 2);
            long from = Long.parseLong(ends[0]);
            long to = Long.parseLong(ends[ends.length - 1]);
            for (long step = from; step <= to; step++) {
                now = now.plusSeconds(1);
                for (int rank : span.senders()) {
                    step(span, rank, step, to == from ? 0 : (double) (step - from) / (to - from));
                }
            }
        }
        if (span.eval() != null) {
            now = now.plusMillis(1);
            put(
                    Topic.EVALS,
                    EvalSummary.newBuilder()
                            .setJobId(jobId)
                            .setAttempt(span.attempt())
                            .setStep(span.eval())
                            .setTime(now)
                            .setSplit("validation")
                            .setLoss(value(span.loss(), 0, 0))
                            .build());
        }
        if (span.end() != null) {
            now = now.plusSeconds(1);
            var job = scenario.job() == null ? new Scenario.Job(List.of(), null, 1, null, null) : scenario.job();
            describe(job, JobState.valueOf(span.end()), span.attempt());
        }
    }

    private void step(Scenario.Span span, int rank, long step, double share) {
        var layers = LayerStatistics.newBuilder();
        if (span.layers() != null) {
            layers.setGradNorm(span.layers());
        }
        if (span.nonfinite() != null) {
            layers.setGradNonfinite(span.nonfinite());
        }
        put(
                Topic.STEPS,
                StepSummary.newBuilder()
                        .setJobId(jobId)
                        .setAttempt(span.attempt())
                        .setRank(rank)
                        .setStep(step)
                        .setTime(now)
                        .setLoss(value(span.loss(), share, span.noise()))
                        .setGradNorm(value(span.gradNorm(), share, span.noise()))
                        .setLearningRate(value(span.learningRate(), share, 0))
                        .setStepSkipped(span.skipped())
                        .setComputeTimeMs(value(span.computeTime(), share, span.noise()))
                        .setParameterDigest(span.digest())
                        .setLayers(layers.build())
                        .build());
    }

    private @Nullable Double value(@Nullable String ramp, double share, double noise) {
        return ramp == null ? null : Ramp.parse(ramp).at(share) * (1 + noise * random.nextGaussian());
    }

    private void describe(Scenario.Job job, JobState state, int attempt) {
        put(
                Topic.JOBS,
                JobDescription.newBuilder()
                        .setJobId(jobId)
                        .setAttempt(attempt)
                        .setState(state)
                        .setTime(now)
                        .setLossKind(job.lossKind())
                        .setWorldSize(job.worldSize())
                        .setWarmupSteps(job.warmupSteps())
                        .setExpectedSteps(job.expectedSteps())
                        .setLayers(job.layers().stream()
                                .map(name -> LayerDescription.newBuilder()
                                        .setName(name)
                                        .build())
                                .toList())
                        .build());
    }

    private void put(Topic topic, SpecificRecord value) {
        sent.add(new Sent(topic, value, now));
    }
}
