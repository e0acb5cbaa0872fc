package io.descentry.wire;

import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import org.apache.avro.specific.SpecificRecord;

/** Reads one record type from the Confluent wire format: 0x00, 4-byte schema id, Avro binary. Not thread-safe. */
public final class RecordDecoder<T extends SpecificRecord> {

    public RecordDecoder(Class<T> type, SchemaRegistry registry) {
        throw new UnsupportedOperationException();
    }

    /**
     * The record, resolved from whatever schema it was written with to ours by Avro's rules.
     *
     * @throws UndecodableException if the bytes are not a record of this type
     * @throws SchemaRegistryException.NotFound if the registry does not know the writer's schema
     * @throws SchemaRegistryException.Unavailable if the writer's schema is not in memory and no registry answers
     */
    public T decode(byte[] wire) throws UndecodableException, SchemaRegistryException {
        throw new UnsupportedOperationException();
    }
}
