package io.descentry.wire;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** A {@link RecordEncoder} for Kafka's producers; null, the mark of deletion in compacted topics, stays null. */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    private final RecordEncoder<T> encoder;

    public AvroSerializer(RecordEncoder<T> encoder) {
        this.encoder = encoder;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interface carries no nullness; null in and out is its way to say "deleted".
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        return value == null ? null : encoder.encode(value);
    }
}
