package io.descentry.topology;

import io.descentry.avro.StepSummary;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import io.descentry.reading.Terms;
import io.descentry.wire.GeneratedReader;
import io.descentry.wire.WireBytes;
import io.descentry.wire.WireReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.jspecify.annotations.Nullable;

/** Reads steps straight into columns that are used again, so that a step that is read leaves nothing behind. */
final class StepReader implements WireReader<ReadStep> {
    /*
     * Avro's binary form has neither names nor tags: which field comes next is told by the writer's schema alone, so that one walk
     * over its fields reads a step. Where that finds something wrong, or more than an honest step holds, Avro's reader has the
     * last word: what is refused is refused in its words, whoever reads, and costs twice as much.
     */

    /** Parts of a loss that an honest step has at most, by the schema. */
    private static final int MOST_TERMS = 64;

    private final StepField[] fields;
    private final LayerSeries[] unwritten;
    private final WireReader<StepSummary> generated;
    private final ReadStep step;
    private final LayerBuffers buffers;
    private final TermNames names;
    private float[] blocks = {};

    private int attempt;
    private int rank;
    private long number;
    private long timeMillis;
    private boolean skipped;
    private boolean clipped;

    private StepReader(List<StepField> fields, Schema writer, ReadStep step, LayerBuffers buffers, TermNames names) {
        this.fields = fields.toArray(new StepField[0]);
        this.unwritten = unwritten(fields);
        this.generated = new GeneratedReader<>(StepSummary.class, writer);
        this.step = step;
        this.buffers = buffers;
        this.names = names;
    }

    /** Columns of which the writer tells nothing. */
    private static LayerSeries[] unwritten(List<StepField> fields) {
        Set<LayerSeries> unwritten = EnumSet.allOf(LayerSeries.class);
        for (StepField field : fields) {
            unwritten.remove(field.column());
        }
        return unwritten.toArray(new LayerSeries[0]);
    }

    /** The reader of a writer's steps, into {@code step}. */
    static WireReader<ReadStep> of(Schema writer, ReadStep step, LayerBuffers buffers, TermNames names) {
        return StepField.of(writer)
                .<WireReader<ReadStep>>map(fields -> new StepReader(fields, writer, step, buffers, names))
                .orElseGet(() -> generated(writer, step));
    }

    /** Avro's reader, into {@code step}. */
    static WireReader<ReadStep> generated(Schema writer, ReadStep step) {
        WireReader<StepSummary> reader = new GeneratedReader<>(StepSummary.class, writer);
        return in -> Readings.into(reader.read(in), step);
    }

    @Override
    public ReadStep read(WireBytes in) throws IOException {
        int from = in.at();
        try {
            walk(in);
            return step;
        } catch (IOException | RuntimeException suspicious) {
            in.seek(from);
            return Readings.into(generated.read(in), step);
        }
    }

    private void walk(WireBytes in) throws IOException {
        StepReading reading = step.unchecked();
        reading.scalars().clear();
        reading.lossTerms().clear();
        for (LayerSeries series : unwritten) {
            step.noColumn(series);
        }
        attempt = 0;
        rank = 0;
        skipped = false;
        clipped = false;
        for (StepField field : fields) {
            if (field.nullBranch() < 0 || isPresent(field.nullBranch(), in)) {
                read(field, in);
            }
        }
        reading.is(attempt, rank, number, timeMillis, skipped, clipped);
    }

    private static boolean isPresent(int nullBranch, WireBytes in) throws IOException {
        int branch = in.readIndex();
        if ((branch & 1) != branch) {
            throw new AvroRuntimeException("no branch " + branch);
        }
        return branch != nullBranch;
    }

    private void read(StepField field, WireBytes in) throws IOException {
        switch (field.sort()) {
            case JOB_ID -> {
                int length = in.skipText();
                step.jobId(in.bytes(), in.at() - length, length);
            }
            case ATTEMPT -> attempt = in.readInt();
            case RANK -> rank = in.readInt();
            case STEP -> number = in.readLong();
            case TIME -> timeMillis = in.readLong();
            case SKIPPED -> skipped = in.readBoolean();
            case CLIPPED -> clipped = in.readBoolean();
            case TERMS -> terms(in);
            case DOUBLE -> scalar(field.series(), in.readDouble());
            case INT -> scalar(field.series(), in.readInt());
            case LONG -> scalar(field.series(), in.readLong());
            case DIGEST -> scalar(field.series(), Readings.folded(in.readLong()));
            case COLUMN -> column(field.column(), in);
            case UNKNOWN -> GenericDatumReader.skip(field.writer(), in);
        }
    }

    private void scalar(@Nullable Series series, double value) {
        Scalars scalars = step.unchecked().scalars();
        if (series != null) {
            scalars.with(series, value);
        }
    }

    private void terms(WireBytes in) throws IOException {
        Terms terms = step.unchecked().lossTerms();
        int told = 0;
        for (long n = in.readMapStart(); n > 0; n = in.mapNext()) {
            told += (int) Math.min(n, MOST_TERMS + 1);
            if (told > MOST_TERMS) {
                throw new AvroRuntimeException("more than " + MOST_TERMS + " loss terms");
            }
            for (long i = 0; i < n; i++) {
                int length = in.skipText();
                String name = names.of(in.bytes(), in.at() - length, length);
                terms.put(name, in.readDouble());
            }
        }
    }

    private void column(@Nullable LayerSeries series, WireBytes in) throws IOException {
        int length = count(in.readArrayStart(), in);
        if (series == null) {
            return;
        }
        if (length == 0) {
            step.noColumn(series);
            return;
        }
        float[] column = buffers.column(series, length);
        in.readFloats(column, 0, length);
        int more = count(in.arrayNext(), in);
        step.column(series, more == 0 ? column : joined(series, column, more, in));
    }

    /** A column that was written in several blocks, as Avro's writers may do. */
    private float[] joined(LayerSeries series, float[] first, int second, WireBytes in) throws IOException {
        int length = first.length;
        blocks = first.length > blocks.length ? first.clone() : blocks;
        System.arraycopy(first, 0, blocks, 0, length);
        for (int more = second; more > 0; more = count(in.arrayNext(), in)) {
            if (length + more > blocks.length) {
                blocks = Arrays.copyOf(blocks, 2 * (length + more));
            }
            in.readFloats(blocks, length, more);
            length += more;
        }
        float[] column = buffers.column(series, length);
        System.arraycopy(blocks, 0, column, 0, length);
        return column;
    }

    private static int count(long announced, WireBytes in) {
        if (!in.holdsFloats(announced)) {
            throw new AvroRuntimeException("a column of " + announced + " layers");
        }
        return (int) announced;
    }
}
