package io.descentry.wire;

import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads one record type from the Confluent wire format: 0x00, 4-byte schema id, Avro binary. Not thread-safe.
 *
 * <p>Time and memory follow the bytes that arrived, never the lengths and counts that stand in them.
 */
public final class RecordDecoder<T> {
    /** Longest value that is read unless told otherwise, in bytes: 2 MiB, above a step of 20,000 layers with all columns. */
    public static final int DEFAULT_MAX_BYTES = 2 << 20;

    private static final int HEADER_BYTES = 5;
    private static final int MAX_WRITER_SCHEMAS = 1_000;
    private static final int MAX_REASON_CHARACTERS = 500;

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    static {
        Trust.declare();
    }

    private final Schema ours;
    private final Readers<T> made;
    private final SchemaRegistry registry;
    private final int maxBytes;
    private final WireBytes in = new WireBytes();
    private final Map<Integer, WireReader<T>> readers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, WireReader<T>> eldest) {
            return size() > MAX_WRITER_SCHEMAS;
        }
    };
    private int lastId;
    private @Nullable WireReader<T> lastReader;

    /** Who reads what was written with which schema. */
    public interface Readers<T> {
        /**
         * The reader of what was written with a schema.
         *
         * @throws RuntimeException if a record of that schema is none of ours
         */
        WireReader<T> of(Schema writer);
    }

    /**
     * @param ours schema that is read
     * @param readers of records by their writer's schema, which has the name of ours and no hostile shape
     * @param maxBytes longest value that is read, header included, in bytes; at least 5
     */
    public RecordDecoder(Schema ours, Readers<T> readers, SchemaRegistry registry, int maxBytes) {
        if (maxBytes < HEADER_BYTES) {
            throw new IllegalArgumentException("maxBytes must be at least " + HEADER_BYTES + ", not " + maxBytes);
        }
        this.ours = ours;
        this.made = readers;
        this.registry = registry;
        this.maxBytes = maxBytes;
    }

    /** A decoder into the objects that Avro generates. */
    public RecordDecoder(Class<T> type, SchemaRegistry registry) {
        this(type, registry, DEFAULT_MAX_BYTES);
    }

    /** The same with another limit. */
    public RecordDecoder(Class<T> type, SchemaRegistry registry, int maxBytes) {
        this(GeneratedReader.schemaOf(type), writer -> new GeneratedReader<>(type, writer), registry, maxBytes);
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
        WireReader<T> reader = lastReader;
        if (reader == null || id != lastId) {
            reader = readers.get(id);
            if (reader == null) {
                reader = readerFor(id, registry.byId(id));
                readers.put(id, reader);
            }
            // Most records of a task have one schema: those cost no look-up by a boxed number.
            lastReader = reader;
            lastId = id;
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
        return (int) INTS.get(wire, 1);
    }

    private WireReader<T> readerFor(int id, Schema writer) throws UndecodableException {
        try {
            WriterBounds.check(writer);
            // Avro's readers do not compare the names of top-level records: where all fields have defaults, a record of
            // any other type would pass as ours.
            if (writer.getType() != Schema.Type.RECORD || !writer.getName().equals(ours.getName())) {
                throw new AvroTypeException("written as " + writer.getFullName() + ", not as " + ours.getFullName());
            }
            return made.of(writer);
        } catch (RuntimeException | StackOverflowError fault) {
            throw undecodable(id, fault);
        }
    }

    private T read(int id, WireReader<T> reader, byte[] wire) throws UndecodableException {
        in.read(wire, HEADER_BYTES);
        T record;
        try {
            record = reader.read(in);
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
