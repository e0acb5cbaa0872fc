package io.descentry.topology;

import io.descentry.avro.StepSummary;
import io.descentry.registry.SchemaRegistry;
import io.descentry.wire.RecordDecoder;

/** Decoders of steps from the wire. Each gives one object again and again; not thread-safe. */
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

    private static RecordDecoder<ReadStep> decoder(RecordDecoder.Readers<ReadStep> readers, SchemaRegistry registry) {
        return new RecordDecoder<>(StepSummary.getClassSchema(), readers, registry, RecordDecoder.DEFAULT_MAX_BYTES);
    }
}
