package io.descentry.topology;

import io.descentry.avro.StepBatch;
import io.descentry.wire.GeneratedReader;
import io.descentry.wire.WireBytes;
import io.descentry.wire.WireReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Reads batches of steps by the reader of single steps, one step at a time. */
final class BatchReader implements WireReader<ReadBatch>, ReadBatch {
    /*
     * A batch is walked over twice: first to prove that all of it can be read, so that nothing of a broken one is judged, and to
     * note where its steps begin; then step by step. Only one step is held, whatever their number.
     */

    private static final Schema OURS = StepBatch.getClassSchema();

    private final StepReader steps;
    private final WireReader<StepBatch> generated;
    private final ReadStep step;
    private final int[] places = new int[MOST];
    private final ReadStep id = new ReadStep();
    private @Nullable WireBytes wire;
    private int size;

    private BatchReader(StepReader steps, Schema writer, ReadStep step) {
        this.steps = steps;
        this.generated = new GeneratedReader<>(StepBatch.class, writer);
        this.step = step;
    }

    /** The reader of a writer's batches. */
    static WireReader<ReadBatch> of(Schema writer, ReadStep step, LayerBuffers buffers, TermNames names) {
        return steps(writer)
                .flatMap(each -> StepReader.own(each, step, buffers, names))
                .<WireReader<ReadBatch>>map(steps -> new BatchReader(steps, writer, step))
                .orElseGet(() -> generated(writer, step));
    }

    /** Avro's reader. */
    static WireReader<ReadBatch> generated(Schema writer, ReadStep step) {
        WireReader<StepBatch> reader = new GeneratedReader<>(StepBatch.class, writer);
        return in -> new GeneratedBatch(reader.read(in), step);
    }

    /** Schema of the steps of a writer whose batches are laid out as ours are. */
    private static Optional<Schema> steps(Schema writer) {
        List<Schema.Field> fields = writer.getFields();
        boolean alike = fields.size() == 2
                && fields.get(0).name().equals("job_id")
                && fields.get(0).schema().getType() == Schema.Type.STRING
                && fields.get(1).name().equals("steps")
                && fields.get(1).schema().getType() == Schema.Type.ARRAY;
        Schema each = alike ? fields.get(1).schema().getElementType() : OURS;
        String name = OURS.getField("steps").schema().getElementType().getFullName();
        return each.getType() == Schema.Type.RECORD && each.getFullName().equals(name)
                ? Optional.of(each)
                : Optional.empty();
    }

    @Override
    public ReadBatch read(WireBytes in) throws IOException {
        int from = in.at();
        try {
            prove(in);
            wire = in;
            return this;
        } catch (IOException | RuntimeException suspicious) {
            in.seek(from);
            return new GeneratedBatch(generated.read(in), step);
        }
    }

    private void prove(WireBytes in) throws IOException {
        long length = in.readLong();
        if (length < 0 || length > in.remainingBytes()) {
            throw new AvroRuntimeException("a text of " + length + " bytes");
        }
        id.jobId(in.bytes(), in.at(), (int) length);
        in.seek(in.at() + (int) length);
        size = 0;
        for (long n = in.readArrayStart(); n > 0; n = in.arrayNext()) {
            for (long i = 0; i < n; i++) {
                if (size < MOST) {
                    places[size] = in.at();
                }
                size++;
                in.seek(steps.walk(in.at(), in));
            }
        }
    }

    @Override
    public boolean isOf(byte[] job) {
        return id.isOf(job);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public ReadStep step(int index) {
        WireBytes in = wire;
        if (in == null || index >= size) {
            throw new IndexOutOfBoundsException("step " + index + " of " + size);
        }
        try {
            steps.walk(places[index], in);
            return step;
        } catch (IOException e) {
            throw new UncheckedIOException("the batch was read before", e);
        }
    }
}
