package io.descentry.wire;

import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads one record type from the Confluent wire format: 0x00, 4-byte schema id, Avro binary. Not thread-safe.
 *
 * <p>Time and memory follow the bytes that arrived, never the lengths and counts that stand in them.
 */
public final class RecordDecoder<T extends SpecificRecord> {
    /** Longest value that is read unless told otherwise, in bytes: 2 MiB, above a step of 20,000 layers with all columns. */
    public static final int DEFAULT_MAX_BYTES = 2 << 20;

    private static final int HEADER_BYTES = 5;
    private static final int MAX_WRITER_SCHEMAS = 1_000;
    private static final int MAX_REASON_CHARACTERS = 500;

    static {
        Trust.declare();
    }

    private final SpecificData data;
    private final Schema ours;
    private final SchemaRegistry registry;
    private final int maxBytes;
    private final WireBytes in = new WireBytes();
    private final Map<Integer, DatumReader<T>> readers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, DatumReader<T>> eldest) {
            return size() > MAX_WRITER_SCHEMAS;
        }
    };

    public RecordDecoder(Class<T> type, SchemaRegistry registry) {
        this(type, registry, DEFAULT_MAX_BYTES);
    }

    /** @param maxBytes longest value that is read, header included, in bytes; at least 5 */
    public RecordDecoder(Class<T> type, SchemaRegistry registry, int maxBytes) {
        if (maxBytes < HEADER_BYTES) {
            throw new IllegalArgumentException("maxBytes must be at least " + HEADER_BYTES + ", not " + maxBytes);
        }
        this.data = SpecificData.getForClass(type);
        this.ours = data.getSchema(type);
        this.registry = registry;
        this.maxBytes = maxBytes;
    }

    /**
     * The record, resolved from whatever schema it was written with to ours by Avro's rules.
     *
     * @throws UndecodableException if the bytes are not a record of this type
     * @throws SchemaRegistryException.NotFound if the registry has no Avro schema under the writer's id
     * @throws SchemaRegistryException.Refused if the registry refuses to tell the writer's schema, as it does with
     *     wrong credentials
     * @throws SchemaRegistryException.Unavailable if the writer's schema is not in memory and no registry answers
     */
    public T decode(byte[] wire) throws UndecodableException, SchemaRegistryException {
        int id = idOf(wire);
        DatumReader<T> reader = readers.get(id);
        if (reader == null) {
            reader = readerFor(id, registry.byId(id));
            readers.put(id, reader);
        }
        return read(id, reader, wire);
    }

    private int idOf(byte[] wire) throws UndecodableException {
        if (wire.length < HEADER_BYTES) {
            throw new UndecodableException(
                    wire.length + " bytes: the wire format begins with " + HEADER_BYTES + " bytes of header", null);
        }
        if (wire.length > maxBytes) {
            throw new UndecodableException(wire.length + " bytes: more than the limit of " + maxBytes, null);
        }
        if (wire[0] != 0) {
            throw new UndecodableException("the wire format begins with byte 0, not " + wire[0], null);
        }
        return ByteBuffer.wrap(wire).getInt(1);
    }

    private DatumReader<T> readerFor(int id, Schema writer) throws UndecodableException {
        try {
            WriterBounds.check(writer);
            // Avro's readers do not compare the names of top-level records: where all fields have defaults, a record of
            // any other type would pass as ours.
            if (writer.getType() != Schema.Type.RECORD || !writer.getName().equals(ours.getName())) {
                throw new AvroTypeException("written as " + writer.getFullName() + ", not as " + ours.getFullName());
            }
            return new SpecificDatumReader<>(writer, ours, data);
        } catch (RuntimeException | StackOverflowError fault) {
            throw undecodable(id, fault);
        }
    }

    @SuppressWarnings("NullAway") // Avro takes null for "nothing to reuse" and says so only in its documentation.
    private T read(int id, DatumReader<T> reader, byte[] wire) throws UndecodableException {
        in.read(wire, HEADER_BYTES);
        T record;
        try {
            record = reader.read(null, in);
        } catch (IOException | RuntimeException | StackOverflowError fault) {
            throw undecodable(id, fault);
        }
        if (in.remainingBytes() > 0) {
            throw new UndecodableException(in.remainingBytes() + " bytes follow the end of the record", null);
        }
        return record;
    }

    private static UndecodableException undecodable(int id, Throwable fault) {
        String why = fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
        String text = "no record by schema " + id + ": " + why;
        String reason =
                text.length() <= MAX_REASON_CHARACTERS ? text : text.substring(0, MAX_REASON_CHARACTERS) + "...";
        return new UndecodableException(reason, fault);
    }
}
