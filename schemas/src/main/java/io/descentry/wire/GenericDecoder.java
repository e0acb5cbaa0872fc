package io.descentry.wire;

import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;

/**
 * Reads records of any type from the Confluent wire format, as they were written: for those who pass them on to others
 * and know no type of ours. As safe with hostile bytes as {@link RecordDecoder}. Not thread-safe.
 */
public final class GenericDecoder {
    private static final int HEADER_BYTES = 5;
    private static final int MAX_WRITER_SCHEMAS = 1_000;

    private final GenericData data = new GenericData();
    private final SchemaRegistry registry;
    private final WireBytes in = new WireBytes();
    private final Map<Integer, DatumReader<GenericRecord>> readers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, DatumReader<GenericRecord>> eldest) {
            return size() > MAX_WRITER_SCHEMAS;
        }
    };

    public GenericDecoder(SchemaRegistry registry) {
        this.registry = registry;
    }

    /**
     * The record with its writer's schema.
     *
     * @throws UndecodableException if the bytes are no record
     * @throws SchemaRegistryException as {@link RecordDecoder#decode}
     */
    @SuppressWarnings("NullAway") // Avro takes null for "nothing to reuse" and says so only in its documentation.
    public GenericRecord decode(byte[] wire) throws UndecodableException, SchemaRegistryException {
        if (wire.length < HEADER_BYTES || wire[0] != 0) {
            throw new UndecodableException(
                    wire.length + " bytes: the wire format begins with byte 0 and a schema id", null);
        }
        int id = ByteBuffer.wrap(wire).getInt(1);
        DatumReader<GenericRecord> reader = readers.get(id);
        if (reader == null) {
            reader = readerFor(id, registry.byId(id));
            readers.put(id, reader);
        }
        in.read(wire, HEADER_BYTES);
        GenericRecord record;
        try {
            record = reader.read(null, in);
        } catch (IOException | RuntimeException | StackOverflowError fault) {
            throw new UndecodableException("no record by schema " + id + ": " + fault.getMessage(), fault);
        }
        if (in.remainingBytes() > 0) {
            throw new UndecodableException(in.remainingBytes() + " bytes follow the end of the record", null);
        }
        return record;
    }

    private DatumReader<GenericRecord> readerFor(int id, Schema writer) throws UndecodableException {
        try {
            WriterBounds.check(writer);
        } catch (RuntimeException | StackOverflowError fault) {
            throw new UndecodableException("schema " + id + ": " + fault.getMessage(), fault);
        }
        if (writer.getType() != Schema.Type.RECORD) {
            throw new UndecodableException("schema " + id + " is of type " + writer.getType() + ", not a record", null);
        }
        return new GenericDatumReader<>(writer, writer, data);
    }
}
