package io.descentry.wire;

import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Writes one record type in the Confluent wire format. Not thread-safe. */
public final class RecordEncoder<T extends SpecificRecord> {

    /**
     * @param topic whose value subject the schema is registered under
     * @throws SchemaRegistryException if the id of our schema cannot be learnt
     */
    public RecordEncoder(Topic topic, SchemaRegistry registry) throws SchemaRegistryException {
        throw new UnsupportedOperationException();
    }

    /** The record as bytes: 0x00, 4-byte id, Avro binary. */
    public byte[] encode(T record) {
        throw new UnsupportedOperationException();
    }
}
