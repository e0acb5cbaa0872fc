package io.descentry.topology;

import io.descentry.reading.LayerSeries;
import io.descentry.reading.StepReading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A step as it was read, before anybody knows whether it is sound. The same object is used for the next step: nobody keeps it.
 */
public final class ReadStep {
    private static final float[] EMPTY = {};

    private final StepReading reading = new StepReading();
    private final float[][] columns = new float[LayerSeries.values().length][];
    private byte[] idBytes = {};
    private int idFrom;
    private int idLength;

    ReadStep() {
        Arrays.fill(columns, EMPTY);
    }

    /** Notes a column. A reference that stays the same is not written again: the collector would have to look at it. */
    @SuppressWarnings("ReferenceEquality")
    void column(LayerSeries series, float[] column) {
        if (columns[series.ordinal()] != column) {
            columns[series.ordinal()] = column;
        }
    }

    void noColumn(LayerSeries series) {
        column(series, EMPTY);
    }

    /** Notes where the job's id stands. */
    void jobId(byte[] bytes, int from, int length) {
        idBytes = bytes;
        idFrom = from;
        idLength = length;
    }

    void jobId(String id) {
        byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
        jobId(bytes, 0, bytes.length);
    }

    /** The reading, of which all but the layers is there already. */
    StepReading unchecked() {
        return reading;
    }

    /** Columns in the order of {@link LayerSeries}, of any length each; empty where not measured. */
    float[][] columns() {
        return columns;
    }

    /** Whom the step is about. */
    String jobId() {
        return new String(idBytes, idFrom, idLength, StandardCharsets.UTF_8);
    }

    /** Length of the job's id, in bytes: it has no more characters than that. */
    int jobIdBytes() {
        return idLength;
    }

    /** Whether a job's id is that of the step; no text is made of either if both are plain. */
    public boolean isOf(byte[] job) {
        boolean same = Arrays.equals(job, 0, job.length, idBytes, idFrom, idFrom + idLength);
        // Bytes that are no text read as the replacement character, which has bytes of its own.
        boolean plain = isAscii(job, 0, job.length) && (same || isAscii(idBytes, idFrom, idLength));
        return plain ? same : Arrays.equals(job, jobId().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isAscii(byte[] bytes, int from, int length) {
        int all = 0;
        for (int i = from; i < from + length; i++) {
            all |= bytes[i];
        }
        return all >= 0;
    }

    /** Number of the step. */
    public long step() {
        return reading.step();
    }

    /** What detection reads, of a step that {@link Soundness} found nothing wrong with. */
    public StepReading reading() {
        reading.layers().take(columns);
        return reading;
    }
}
