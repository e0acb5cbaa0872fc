package io.descentry.wire;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;

/** Avro's own reader, of any schema that resolves to ours, into the objects that it generates. */
public final class GeneratedReader<T> implements WireReader<T> {
    private final DatumReader<T> reader;

    public GeneratedReader(Class<T> type, Schema writer) {
        reader = new SpecificDatumReader<>(writer, schemaOf(type), SpecificData.getForClass(type));
    }

    static Schema schemaOf(Class<?> type) {
        return SpecificData.getForClass(type).getSchema(type);
    }

    @Override
    @SuppressWarnings("NullAway") // Avro takes null for "nothing to reuse" and says so only in its documentation.
    public T read(WireBytes in) throws IOException {
        return reader.read(null, in);
    }
}
