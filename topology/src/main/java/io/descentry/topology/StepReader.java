package io.descentry.topology;

import io.descentry.avro.StepSummary;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.StepReading;
import io.descentry.reading.Terms;
import io.descentry.wire.GeneratedReader;
import io.descentry.wire.WireBytes;
import io.descentry.wire.WireReader;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;

/** Reads steps straight into columns that are used again, so that a step that is read leaves nothing behind. */
final class StepReader implements WireReader<ReadStep> {
    /*
     * Avro's binary form has neither names nor tags: which field comes next is told by the writer's schema alone, so that one walk
     * over its fields reads a step. The walk believes nothing: what is allocated is proven by the bytes that are there. Where it
     * finds something wrong, the end of the bytes for example, or more than an honest step holds, Avro's reader has the last word:
     * what is refused is refused in its words, whoever reads, and costs twice as much.
     */

    /** Parts of a loss that an honest step has at most, by the schema. */
    private static final int MOST_TERMS = 64;

    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private final StepField[] fields;
    private final LayerSeries[] unwritten;
    private final WireReader<StepSummary> generated;
    private final ReadStep step;
    private final LayerBuffers buffers;
    private final TermNames names;

    private byte[] bytes = {};
    private int at;
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
            if (field.column() != null) {
                unwritten.remove(field.column());
            }
        }
        return unwritten.toArray(new LayerSeries[0]);
    }

    /** The reader of a writer's steps, into {@code step}. */
    static WireReader<ReadStep> of(Schema writer, ReadStep step, LayerBuffers buffers, TermNames names) {
        return own(writer, step, buffers, names)
                .<WireReader<ReadStep>>map(reader -> reader)
                .orElseGet(() -> generated(writer, step));
    }

    /** Our own reader, if it can read what that writer wrote. */
    static Optional<StepReader> own(Schema writer, ReadStep step, LayerBuffers buffers, TermNames names) {
        return StepField.of(writer).map(fields -> new StepReader(fields, writer, step, buffers, names));
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
            in.seek(walk(from, in));
            return step;
        } catch (IOException | RuntimeException suspicious) {
            in.seek(from);
            return Readings.into(generated.read(in), step);
        }
    }

    /** Reads a step that begins at a place, and tells where it ends; what it throws says that something is wrong with it. */
    int walk(int from, WireBytes in) throws IOException {
        bytes = in.bytes();
        StepReading reading = step.unchecked();
        Scalars scalars = reading.scalars();
        begin(reading);
        byte[] b = bytes;
        int next = from; // A local: a field would be stored and loaded between any two bytes.
        for (StepField field : fields) {
            if (field.isOptional()) {
                int branch = b[next++];
                if (branch != field.presentByte()) {
                    if (branch != 2 - field.presentByte()) {
                        throw suspicious("branch " + branch);
                    }
                    continue;
                }
            }
            switch (field.sort()) {
                case DOUBLE -> {
                    scalars.with(field.scalar(), (double) DOUBLES.get(b, next));
                    next += Double.BYTES;
                }
                case COLUMN -> {
                    if (b[next] == 0) {
                        step.noColumn(field.layer());
                        next++;
                    } else {
                        next = column(field.layer(), next);
                    }
                }
                case SKIPPED -> skipped = bool(b[next++]);
                case CLIPPED -> clipped = bool(b[next++]);
                case UNKNOWN -> {
                    in.seek(next);
                    GenericDatumReader.skip(field.writer(), in);
                    next = in.at();
                }
                default -> next = seldom(field, scalars, next);
            }
        }
        reading.is(attempt, rank, number, timeMillis, skipped, clipped);
        return next;
    }

    private void begin(StepReading reading) {
        reading.scalars().clear();
        reading.lossTerms().clear();
        for (LayerSeries series : unwritten) {
            step.noColumn(series);
        }
        attempt = 0;
        rank = 0;
        skipped = false;
        clipped = false;
    }

    /** Reads what is there once in a step, or begins with a number of any length. */
    private int seldom(StepField field, Scalars scalars, int from) {
        at = from;
        switch (field.sort()) {
            case JOB_ID -> {
                int length = text();
                step.jobId(bytes, at - length, length);
            }
            case ATTEMPT -> attempt = integer();
            case RANK -> rank = integer();
            case STEP -> number = number();
            case TIME -> timeMillis = number();
            case TERMS -> terms();
            case INT -> scalars.with(field.scalar(), integer());
            case LONG -> scalars.with(field.scalar(), (double) number());
            case DIGEST -> scalars.with(field.scalar(), (double) Readings.folded(number()));
            default -> throw new IllegalStateException("no reader of " + field);
        }
        return at;
    }

    private void terms() {
        Terms terms = step.unchecked().lossTerms();
        int told = 0;
        for (long n = block(); n > 0; n = block()) {
            told += (int) Math.min(n, MOST_TERMS + 1);
            if (told > MOST_TERMS) {
                throw suspicious("more than " + MOST_TERMS + " loss terms");
            }
            for (long i = 0; i < n; i++) {
                int length = text();
                String name = names.of(bytes, at - length, length);
                terms.put(name, (double) DOUBLES.get(bytes, at));
                at += Double.BYTES;
            }
        }
    }

    /** Reads a column and tells where it ends; mostly it is one block of numbers. */
    private int column(LayerSeries series, int from) {
        at = from;
        int length = layers();
        float[] column = buffers.column(series, length);
        buffers.copy(bytes, at, column, 0, length);
        at += length * Float.BYTES;
        int more = layers();
        step.column(series, more == 0 ? column : joined(series, column, more));
        return at;
    }

    /** A column that was written in several blocks. */
    private float[] joined(LayerSeries series, float[] first, int second) {
        float[] blocks = first.clone();
        int length = first.length;
        for (int more = second; more > 0; more = layers()) {
            if (length + more > blocks.length) {
                blocks = Arrays.copyOf(blocks, 2 * (length + more));
            }
            buffers.copy(bytes, at, blocks, length, more);
            at += more * Float.BYTES;
            length += more;
        }
        float[] column = buffers.column(series, length);
        System.arraycopy(blocks, 0, column, 0, length);
        return column;
    }

    /** Layers in the next block, which are there. */
    private int layers() {
        long count = block();
        if (count < 0 || count > (bytes.length - at) / Float.BYTES) {
            throw suspicious("a column of " + count + " layers");
        }
        return (int) count;
    }

    /** Items in the next block of an array or map; 0 at its end. A negative count is followed by the length of the block. */
    private long block() {
        long count = number();
        if (count < 0) {
            number();
        }
        return Math.abs(count);
    }

    /** Passes over a text and tells its length. */
    private int text() {
        long length = number();
        if (length < 0 || length > bytes.length - at) {
            throw suspicious("a text of " + length + " bytes");
        }
        at += (int) length;
        return (int) length;
    }

    private int integer() {
        return Math.toIntExact(number());
    }

    private long number() {
        long zigzag = bytes[at++];
        if (zigzag < 0) {
            zigzag &= 0x7f;
            byte next = -1;
            for (int shift = 7; next < 0; shift += 7) {
                if (shift > 63) {
                    throw suspicious("a number beyond 64 bits");
                }
                next = bytes[at++];
                zigzag |= (next & 0x7fL) << shift;
            }
        }
        return (zigzag >>> 1) ^ -(zigzag & 1);
    }

    private static boolean bool(byte value) {
        if ((value & 1) != value) {
            throw suspicious("a boolean of " + value);
        }
        return value == 1;
    }

    private static RuntimeException suspicious(String what) {
        return new AvroRuntimeException(what);
    }
}
