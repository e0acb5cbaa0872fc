package io.descentry.it.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.avro.EvalSummary;
import io.descentry.avro.Heartbeat;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobState;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.RankPlacement;
import io.descentry.avro.StepSummary;
import io.descentry.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The records of one job of a scenario as trainers would send them, and the times between them; noise from a fixed seed. */
final class ScenarioRecords {
    /** What happens next, and when. */
    sealed interface Event {
        Instant time();
    }

    /** A record and where it goes. */
    record Sent(Topic topic, SpecificRecord value, Instant time) implements Event {}

    /** Nothing came of a job until now. */
    record Silence(Instant time) implements Event {}

    /** What is sent from now on is late. */
    record Lag(Instant time, Duration length) implements Event {}

    /** By these other things than a job itself know it. */
    private static final Set<String> SHARED = Set.of("cluster", "project", "reference_job");

    private static final long SEED = 7;

    private final String jobId;
    private final Job job;

    /** Which of the jobs that are alike this is, from 0. */
    private final int ordinal;

    private final Map<String, String> racks;
    private final UnaryOperator<String> alias;
    private final Random random;
    private final List<Event> events = new ArrayList<>();
    private Instant now;

    private ScenarioRecords(
            String jobId,
            Job job,
            int ordinal,
            Map<String, String> racks,
            UnaryOperator<String> alias,
            long seed,
            Instant start) {
        this.jobId = jobId;
        this.job = job;
        this.ordinal = ordinal;
        this.racks = racks;
        this.alias = alias;
        this.now = start;
        random = new Random(seed);
    }

    /** The records alone. */
    static List<Sent> of(Scenario scenario, Instant start, UnaryOperator<String> alias) {
        return events(scenario, start, alias).stream()
                .filter(Sent.class::isInstance)
                .map(Sent.class::cast)
                .toList();
    }

    /**
     * All that happens to all jobs, by time.
     *
     * @param alias what jobs, clusters and projects are called instead
     */
    static List<Event> events(Scenario scenario, Instant start, UnaryOperator<String> alias) {
        List<Event> events = new ArrayList<>();
        long seed = SEED;
        for (Jobs jobs : scenario.jobs()) {
            List<String> names = Names.of(jobs.names());
            for (int i = 0; i < names.size(); i++) {
                var records = new ScenarioRecords(
                        alias.apply(names.get(i)),
                        jobs.job() == null ? Job.UNKNOWN : jobs.job(),
                        i,
                        scenario.rackByHost(),
                        alias,
                        seed++,
                        start.plus(jobs.startOf(i)));
                records.tell(jobs);
                events.addAll(records.events);
            }
        }
        events.sort(Comparator.comparing(Event::time));
        return events;
    }

    private void tell(Jobs jobs) {
        if (jobs.job() != null) {
            describe(JobState.RUNNING, 0);
        }
        jobs.records().forEach(this::add);
    }

    private void add(Span span) {
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
        if (span.lagging()) {
            events.add(new Lag(now, span.silence()));
        } else if (span.clock() != null) {
            now = now.plus(span.silence());
            events.add(new Silence(now));
        }
        if (span.end() != null) {
            now = now.plusSeconds(1);
            describe(JobState.valueOf(span.end()), span.attempt());
        }
    }

    private void beat(Span span) {
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

    private void step(Span span, long step, double share) {
        now = now.plus(span.interval());
        for (int rank : span.senders()) {
            step(span, step, rank, share);
        }
    }

    private void step(Span span, long step, int rank, double share) {
        var columns = LayerStatistics.newBuilder();
        if (span.layers() != null) {
            columns.setGradNorm(span.layers());
        }
        if (span.nonfinite() != null) {
            columns.setGradNonfinite(span.nonfinite());
        }
        LayerStatistics layers = columns.build();
        StepSummary summary = StepSummary.newBuilder()
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
                .setLayers(layers)
                .build();
        span.fields().forEach((name, given) -> {
            if (given.isArray()) {
                Fields.put(layers, name, floats(given));
            } else {
                Fields.put(summary, name, Objects.requireNonNull(value(given.asText(), share, span.noise())));
            }
        });
        put(Topic.STEPS, summary);
    }

    private static List<Float> floats(JsonNode list) {
        List<Float> values = new ArrayList<>();
        list.forEach(value -> values.add(Float.valueOf(value.asText())));
        return values;
    }

    private @Nullable Double value(@Nullable String ramp, double share, double noise) {
        return ramp == null ? null : Ramp.parse(ramp).at(share) * (1 + noise * random.nextGaussian());
    }

    private void describe(JobState state, int attempt) {
        JobDescription description = JobDescription.newBuilder()
                .setJobId(jobId)
                .setAttempt(attempt)
                .setState(state)
                .setTime(now)
                .setWorldSize(job.worldSize())
                .setRanks(placement())
                .setLayers(job.layers().stream()
                        .map(name -> LayerDescription.newBuilder().setName(name).build())
                        .toList())
                .build();
        job.fields().forEach((name, given) -> {
            String own = Names.dealt(given.asText(), ordinal);
            Fields.parse(description, name, SHARED.contains(name) ? alias.apply(own) : own);
        });
        put(Topic.JOBS, description);
    }

    private List<RankPlacement> placement() {
        String hosts = job.hosts();
        if (hosts == null) {
            return List.of();
        }
        return IntStream.range(0, job.worldSize())
                .mapToObj(rank -> {
                    String host = Names.dealt(hosts, ordinal * job.worldSize() + rank);
                    return RankPlacement.newBuilder()
                            .setRank(rank)
                            .setHost(host)
                            .setRack(racks.get(host))
                            .build();
                })
                .toList();
    }

    private void put(Topic topic, SpecificRecord value) {
        events.add(new Sent(topic, value, now));
    }
}
