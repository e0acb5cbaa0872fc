package io.descentry.topology;

import io.descentry.avro.StepBatch;
import io.descentry.avro.StepSummary;
import io.descentry.registry.SchemaRegistry;
import io.descentry.wire.RecordDecoder;

/** Decoders of steps, and of batches of them, from the wire. Each gives one object again and again; not thread-safe. */
public final class StepDecoder {
    private StepDecoder() {}

    /** A decoder that reads what is written as we would write it by itself, and lets Avro read the rest. */
    public static RecordDecoder<ReadStep> of(SchemaRegistry registry) {
        ReadStep step = new ReadStep();
        LayerBuffers buffers = new LayerBuffers();
        TermNames names = new TermNames();
        return decoder(writer -> StepReader.of(writer, step, buffers, names), registry);
    }

    /** A decoder that lets Avro read everything: what the other is compared with. */
    public static RecordDecoder<ReadStep> generated(SchemaRegistry registry) {
        ReadStep step = new ReadStep();
        return decoder(writer -> StepReader.generated(writer, step), registry);
    }

    /** A decoder of batches that reads what it can by itself, and lets Avro read the rest. */
    public static RecordDecoder<ReadBatch> ofBatches(SchemaRegistry registry) {
        ReadStep step = new ReadStep();
        LayerBuffers buffers = new LayerBuffers();
        TermNames names = new TermNames();
        return batches(writer -> BatchReader.of(writer, step, buffers, names), registry);
    }

    /** A decoder of batches that lets Avro read everything. */
    static RecordDecoder<ReadBatch> generatedBatches(SchemaRegistry registry) {
        ReadStep step = new ReadStep();
        return batches(writer -> BatchReader.generated(writer, step), registry);
    }

    private static RecordDecoder<ReadBatch> batches(RecordDecoder.Readers<ReadBatch> readers, SchemaRegistry registry) {
        return new RecordDecoder<>(StepBatch.getClassSchema(), readers, registry, RecordDecoder.DEFAULT_MAX_BYTES);
    }

    private static RecordDecoder<ReadStep> decoder(RecordDecoder.Readers<ReadStep> readers, SchemaRegistry registry) {
        return new RecordDecoder<>(StepSummary.getClassSchema(), readers, registry, RecordDecoder.DEFAULT_MAX_BYTES);
    }
}
