package io.descentry.wire;

import io.descentry.registry.SchemaRegistryException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** A {@link RecordDecoder} for Kafka's consumers; null, the mark of deletion in compacted topics, stays null. */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private final RecordDecoder<T> decoder;

    public AvroDeserializer(RecordDecoder<T> decoder) {
        this.decoder = decoder;
    }

    /** @throws SerializationException with the decoder's exception as its cause */
    @Override
    @SuppressWarnings("NullAway") // Kafka's interface carries no nullness; null in and out is its way to say "deleted".
    public @Nullable T deserialize(String topic, byte @Nullable [] wire) {
        if (wire == null) {
            return null;
        }
        try {
            return decoder.decode(wire);
        } catch (UndecodableException | SchemaRegistryException e) {
            throw new SerializationException(topic + ": " + e.getMessage(), e);
        }
    }
}
