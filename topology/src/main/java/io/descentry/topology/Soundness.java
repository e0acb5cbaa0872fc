package io.descentry.topology;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.JobDescription;
import io.descentry.avro.LayerDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.RankPlacement;
import io.descentry.avro.StepSummary;
import io.descentry.judge.Verdict.RejectReason;
import io.descentry.judge.Verdict.Rejected;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Says what is impossible about a record by itself, before any memory of its job is touched. The bounds keep a sender
 * from deciding how much Descentry remembers.
 *
 * @param maxAheadMillis how far an event time may lie ahead of the clock, milliseconds
 */
public record Soundness(long maxAheadMillis) {
    static final int MAX_JOB_ID = 256;
    static final int MAX_TEXT = 512;
    static final int MAX_ENTRIES = 64;
    static final int MAX_LAYERS = 20_000;
    static final int MAX_WORLD = 65_536;

    /** What is wrong with a description, or null if it is sound. */
    @Nullable
    public Rejected check(JobDescription job, long nowMillis) {
        Rejected common =
                common(job.getJobId(), job.getAttempt(), 0, job.getTime().toEpochMilli(), nowMillis);
        if (common != null) {
            return common;
        }
        if (job.getWorldSize() < 1 || job.getWorldSize() > MAX_WORLD) {
            return new Rejected(RejectReason.RANK_OUT_OF_RANGE, "world_size " + job.getWorldSize());
        }
        if (job.getLayers().size() > MAX_LAYERS) {
            return tooLarge(job.getLayers().size() + " layers");
        }
        if (job.getRanks().size() > job.getWorldSize()) {
            return tooLarge(job.getRanks().size() + " placements of " + job.getWorldSize() + " ranks");
        }
        for (RankPlacement place : job.getRanks()) {
            if (place.getRank() < 0 || place.getRank() >= job.getWorldSize()) {
                return new Rejected(RejectReason.RANK_OUT_OF_RANGE, "placement of rank " + place.getRank());
            }
        }
        Stream<@Nullable String> texts = Stream.of(
                        Stream.of(
                                job.getName(), job.getProject(), job.getOwner(), job.getCluster(), job.getFramework()),
                        Stream.of(
                                job.getModel(),
                                job.getTask(),
                                job.getLossKind(),
                                job.getOptimizer(),
                                job.getPrecision()),
                        Stream.of(job.getImage(), job.getDataset(), job.getReferenceJob()),
                        job.getRanks().stream().flatMap(place -> Stream.of(place.getHost(), place.getDevice())),
                        job.getLayers().stream().flatMap(Soundness::texts))
                .flatMap(stream -> stream);
        return firstOf(texts(texts), entries("labels", job.getLabels()), entries("settings", job.getSettings()));
    }

    /** What is wrong with a step, or null if it is sound. */
    @Nullable
    public Rejected check(StepSummary step, long nowMillis) {
        Rejected common = common(
                step.getJobId(),
                step.getAttempt(),
                step.getStep(),
                step.getTime().toEpochMilli(),
                nowMillis);
        if (common != null) {
            return common;
        }
        if (step.getRank() < 0) {
            return new Rejected(RejectReason.NEGATIVE_RANK, "rank " + step.getRank());
        }
        if (step.getRank() >= MAX_WORLD) {
            return new Rejected(RejectReason.RANK_OUT_OF_RANGE, "rank " + step.getRank());
        }
        return firstOf(columns(step.getLayers()), names("loss_terms", step.getLossTerms()));
    }

    /** What is wrong with an evaluation, or null if it is sound. */
    @Nullable
    public Rejected check(EvalSummary eval, long nowMillis) {
        Rejected common = common(
                eval.getJobId(),
                eval.getAttempt(),
                eval.getStep(),
                eval.getTime().toEpochMilli(),
                nowMillis);
        if (common != null) {
            return common;
        }
        return firstOf(texts(Stream.of(eval.getSplit(), eval.getCheckpoint())), names("metrics", eval.getMetrics()));
    }

    private @Nullable Rejected common(String jobId, int attempt, long step, long timeMillis, long nowMillis) {
        if (jobId.isEmpty() || jobId.length() > MAX_JOB_ID) {
            return tooLarge("job_id of " + jobId.length() + " characters");
        }
        if (attempt < 0) {
            return new Rejected(RejectReason.NEGATIVE_ATTEMPT, "attempt " + attempt);
        }
        if (step < 0) {
            return new Rejected(RejectReason.NEGATIVE_STEP, "step " + step);
        }
        if (timeMillis > nowMillis + maxAheadMillis) {
            return new Rejected(RejectReason.TIME_IN_FUTURE, (timeMillis - nowMillis) + " ms ahead of the clock");
        }
        return null;
    }

    private static @Nullable Rejected columns(LayerStatistics layers) {
        int length = 0;
        for (Schema.Field field : layers.getSchema().getFields()) {
            int size = ((List<?>) layers.get(field.pos())).size();
            if (size > MAX_LAYERS) {
                return tooLarge(field.name() + " of " + size + " layers");
            }
            if (size != 0 && length != 0 && size != length) {
                return new Rejected(
                        RejectReason.COLUMN_LENGTHS_DIFFER,
                        field.name() + " has " + size + " values, others " + length);
            }
            length = Math.max(length, size);
        }
        return null;
    }

    private static @Nullable Rejected entries(String what, Map<String, String> entries) {
        Rejected names = names(what, entries);
        return names != null ? names : texts(entries.values().stream());
    }

    private static @Nullable Rejected names(String what, Map<String, ?> entries) {
        return entries.size() > MAX_ENTRIES ? tooLarge(entries.size() + " " + what) : texts(entries.keySet().stream());
    }

    private static Stream<@Nullable String> texts(LayerDescription layer) {
        return Stream.of(layer.getName(), layer.getKind(), layer.getActivation());
    }

    private static @Nullable Rejected texts(Stream<? extends @Nullable String> texts) {
        int longest =
                texts.mapToInt(text -> text == null ? 0 : text.length()).max().orElse(0);
        return longest > MAX_TEXT ? tooLarge("a text of " + longest + " characters") : null;
    }

    private static @Nullable Rejected firstOf(@Nullable Rejected... rejections) {
        for (Rejected rejected : rejections) {
            if (rejected != null) {
                return rejected;
            }
        }
        return null;
    }

    private static Rejected tooLarge(String detail) {
        return new Rejected(RejectReason.TOO_LARGE, detail);
    }
}
