package io.descentry.wire;

import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Writes one record type in the Confluent wire format. Not thread-safe. */
public final class RecordEncoder<T extends SpecificRecord> {
    // Building a record takes defaults from Avro, which asks for the trust as well.
    static {
        Trust.declare();
    }

    private final byte[] header;
    private final DatumWriter<T> writer;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private final BinaryEncoder encoder;

    /**
     * An encoder for a topic whose schema is registered already; it never registers one.
     *
     * @param topic whose value subject the schema is registered under
     * @throws SchemaRegistryException if the id of our schema cannot be learnt
     */
    public RecordEncoder(Topic topic, SchemaRegistry registry) throws SchemaRegistryException {
        this(topic, registry.idOf(topic.subject(), Schemas.text(topic)));
    }

    /**
     * @param id the schema's id in the registry that readers will ask
     * @throws IllegalArgumentException for a topic without a record type
     */
    @SuppressWarnings("NullAway") // Avro takes null for "nothing to reuse" and says so only in its documentation.
    private RecordEncoder(Topic topic, int id) {
        Class<? extends SpecificRecord> type = Schemas.type(topic);
        SpecificData data = SpecificData.getForClass(type);
        this.header = ByteBuffer.allocate(5).put((byte) 0).putInt(id).array();
        this.writer = new SpecificDatumWriter<>(data.getSchema(type), data);
        this.encoder = EncoderFactory.get().binaryEncoder(out, null);
    }

    /** The same, but registers our schema if it is not registered yet: for tests, demos and single machines. */
    public static <T extends SpecificRecord> RecordEncoder<T> registering(Topic topic, SchemaRegistry registry)
            throws SchemaRegistryException {
        return new RecordEncoder<>(topic, registry.register(topic.subject(), Schemas.text(topic)));
    }

    /**
     * The record as bytes: 0x00, 4-byte id, Avro binary.
     *
     * @throws RuntimeException if the record lacks a field that may not be absent
     */
    public byte[] encode(T record) {
        out.reset();
        try {
            out.write(header);
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail", e);
        } catch (RuntimeException e) {
            discard();
            throw e;
        }
        return out.toByteArray();
    }

    /** What a failed record left in the encoder's buffer must not become the head of the next one. */
    private void discard() {
        EncoderFactory.get().binaryEncoder(out, encoder);
    }
}
