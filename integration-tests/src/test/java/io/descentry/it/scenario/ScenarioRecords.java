package io.descentry.it.scenario;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.Heartbeat;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.StepSummary;
import io.descentry.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The records of a scenario as trainers would send them, and the times between them; noise from a fixed seed. */
final class ScenarioRecords {
    /** What happens next. */
    sealed interface Event {}

    /** A record and where it goes. */
    record Sent(Topic topic, SpecificRecord value, Instant time) implements Event {}

    /**
     * Nothing comes for a while.
     *
     * @param lagging whether there was something that is late
     */
    record Silence(Duration length, boolean lagging) implements Event {}

    private final String jobId;
    private final Random random = new Random(7);
    private final List<Event> events = new ArrayList<>();
    private Instant now;

    private ScenarioRecords(String jobId, Instant start) {
        this.jobId = jobId;
        this.now = start;
    }

    /** The records alone. */
    static List<Sent> of(Scenario scenario, String jobId, Instant start) {
        return events(scenario, jobId, start).stream()
                .filter(Sent.class::isInstance)
                .map(Sent.class::cast)
                .toList();
    }

    /** All that happens. */
    static List<Event> events(Scenario scenario, String jobId, Instant start) {
        var records = new ScenarioRecords(jobId, start);
        if (scenario.job() != null) {
            records.describe(scenario.job(), JobState.RUNNING, 0);
        }
        for (Scenario.Span span : scenario.records()) {
            records.add(scenario, span);
        }
        return records.events;
    }

    private void add(Scenario scenario, Scenario.Span span) {
        now = now.plus(span.pause());
        if (span.steps() != null) {
            String[] ends = span.steps().split("-", 2);
            long from = Long.parseLong(ends[0]);
            long to = Long.parseLong(ends[ends.length - 1]);
            for (long step = from; step <= to; step++) {
                step(span, step, to == from ? 0 : (double) (step - from) / (to - from));
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
        for (int beat = 0; span.beats() != null && beat < span.beats(); beat++) {
            beat(span);
        }
        if (span.clock() != null) {
            events.add(new Silence(span.silence(), span.lagging()));
            now = span.lagging() ? now : now.plus(span.silence());
        }
        if (span.end() != null) {
            now = now.plusSeconds(1);
            var job = scenario.job() == null ? new Scenario.Job(List.of(), null, 1, null, null) : scenario.job();
            describe(job, JobState.valueOf(span.end()), span.attempt());
        }
    }

    private void beat(Scenario.Span span) {
        now = now.plus(span.interval());
        for (int rank : span.senders()) {
            put(
                    Topic.HEARTBEATS,
                    Heartbeat.newBuilder()
                            .setJobId(jobId)
                            .setAttempt(span.attempt())
                            .setRank(rank)
                            .setTime(now)
                            .build());
        }
    }

    private void step(Scenario.Span span, long step, double share) {
        now = now.plus(span.interval());
        for (int rank : span.senders()) {
            step(span, step, rank, share);
        }
    }

    private void step(Scenario.Span span, long step, int rank, double share) {
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
        events.add(new Sent(topic, value, now));
    }
}
