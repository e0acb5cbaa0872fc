package io.descentry.topology;

import io.descentry.avro.EvalSummary;
import io.descentry.avro.Heartbeat;
import io.descentry.avro.JobDescription;
import io.descentry.avro.LayerTrace;
import io.descentry.avro.PeerNote;
import io.descentry.avro.PeerReport;
import io.descentry.judge.Verdict.RejectReason;
import io.descentry.judge.Verdict.Rejected;
import io.descentry.reading.LayerSeries;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says what is impossible about a record before it is turned into a reading: its key, its time and the shape of
 * its columns. All other content is judged against the job, by {@link io.descentry.judge.JobJudge}.
 *
 * @param maxAheadMillis how far an event time may lie ahead of the clock, milliseconds
 */
public record Soundness(long maxAheadMillis) {
    private static final int MAX_JOB_ID = 256;
    private static final LayerSeries[] LAYER_SERIES = LayerSeries.values();

    /** What is wrong with a description, or null if it is sound. */
    @Nullable
    public Rejected check(JobDescription job, long nowMillis) {
        return common(job.getJobId(), job.getTime(), nowMillis);
    }

    /** What is wrong with a step, or null if it is sound. */
    @Nullable
    public Rejected check(ReadStep step, long nowMillis) {
        int characters = step.jobIdBytes() <= MAX_JOB_ID
                ? step.jobIdBytes()
                : step.jobId().length();
        Rejected common = common(characters, step.unchecked().timeMillis(), nowMillis);
        return common != null ? common : columns(step.columns());
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
        return common(jobId.length(), time.toEpochMilli(), nowMillis);
    }

    private @Nullable Rejected common(int characters, long timeMillis, long nowMillis) {
        if (characters == 0 || characters > MAX_JOB_ID) {
            return new Rejected(RejectReason.TOO_LARGE, "job_id of " + characters + " characters");
        }
        long ahead = timeMillis - nowMillis;
        return ahead > maxAheadMillis
                ? new Rejected(RejectReason.TIME_IN_FUTURE, ahead + " ms ahead of the clock")
                : null;
    }

    private static @Nullable Rejected columns(float[][] columns) {
        int length = 0;
        for (int i = 0; i < columns.length; i++) {
            int size = columns[i].length;
            if (size != 0 && length != 0 && size != length) {
                return new Rejected(
                        RejectReason.COLUMN_LENGTHS_DIFFER,
                        LAYER_SERIES[i].label() + " has " + size + " values, others " + length);
            }
            length = Math.max(length, size);
        }
        return null;
    }
}
