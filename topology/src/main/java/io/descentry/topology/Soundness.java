package io.descentry.topology;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.Heartbeat;
import io.descentry.avro.JobDescription;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.LayerTrace;
import io.descentry.avro.PeerNote;
import io.descentry.avro.PeerReport;
import io.descentry.avro.StepSummary;
import io.descentry.judge.Verdict.RejectReason;
import io.descentry.judge.Verdict.Rejected;
import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Says what is impossible about a record before it is turned into a reading: its key, its time and the shape of
 * its columns. All other content is judged against the job, by {@link io.descentry.judge.JobJudge}.
 *
 * @param maxAheadMillis how far an event time may lie ahead of the clock, milliseconds
 */
public record Soundness(long maxAheadMillis) {
    private static final int MAX_JOB_ID = 256;

    /** What is wrong with a description, or null if it is sound. */
    @Nullable
    public Rejected check(JobDescription job, long nowMillis) {
        return common(job.getJobId(), job.getTime(), nowMillis);
    }

    /** What is wrong with a step, or null if it is sound. */
    @Nullable
    public Rejected check(StepSummary step, long nowMillis) {
        Rejected common = common(step.getJobId(), step.getTime(), nowMillis);
        return common != null ? common : columns(step.getLayers());
    }

    /** What is wrong with an evaluation, or null if it is sound. */
    @Nullable
    public Rejected check(EvalSummary eval, long nowMillis) {
        return common(eval.getJobId(), eval.getTime(), nowMillis);
    }

    /** What is wrong with a heartbeat, or null if it is sound. */
    @Nullable
    public Rejected check(Heartbeat beat, long nowMillis) {
        return common(beat.getJobId(), beat.getTime(), nowMillis);
    }

    /** What is wrong with a note, or null if it is sound. */
    @Nullable
    public Rejected check(PeerNote note, long nowMillis) {
        return common(note.getJobId(), note.getTime(), nowMillis);
    }

    /** What is wrong with a report, or null if it is sound. */
    @Nullable
    public Rejected check(PeerReport report, long nowMillis) {
        Rejected common = common(report.getJobId(), report.getTime(), nowMillis);
        LayerTrace trace = report.getTrace();
        if (common != null || trace == null) {
            return common;
        }
        int layers = trace.getLayers().size();
        return trace.getColumns().stream()
                .filter(column -> column.getValues().size() != layers)
                .map(column -> new Rejected(
                        RejectReason.COLUMN_LENGTHS_DIFFER,
                        column.getSeries() + " has " + column.getValues().size() + " values, there are " + layers
                                + " layers"))
                .findFirst()
                .orElse(null);
    }

    private @Nullable Rejected common(String jobId, Instant time, long nowMillis) {
        if (jobId.isEmpty() || jobId.length() > MAX_JOB_ID) {
            return new Rejected(RejectReason.TOO_LARGE, "job_id of " + jobId.length() + " characters");
        }
        long ahead = time.toEpochMilli() - nowMillis;
        return ahead > maxAheadMillis
                ? new Rejected(RejectReason.TIME_IN_FUTURE, ahead + " ms ahead of the clock")
                : null;
    }

    private static @Nullable Rejected columns(LayerStatistics layers) {
        int length = 0;
        for (Schema.Field field : layers.getSchema().getFields()) {
            int size = ((List<?>) layers.get(field.pos())).size();
            if (size != 0 && length != 0 && size != length) {
                return new Rejected(
                        RejectReason.COLUMN_LENGTHS_DIFFER,
                        field.name() + " has " + size + " values, others " + length);
            }
            length = Math.max(length, size);
        }
        return null;
    }
}
