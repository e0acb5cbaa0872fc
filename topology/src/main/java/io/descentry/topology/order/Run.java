package io.descentry.topology.order;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Records of one partition that follow each other, handed to Kafka Streams as one: what it does for each record it does once for all
 * of them.
 */
/*
 * They travel in a header, the only part of a record that Kafka Streams passes on as it is. The header goes no further than to whoever
 * unpacks the run.
 */
public final class Run implements Header {
    /** Reads what a consumer handed to Kafka Streams: a run, or a record as it was fetched. */
    public static final Deserializer<Run> DESERIALIZER = new RunDeserializer();

    private static final String NAME = "descentry.run";
    private static final byte[] NOTHING = {};

    private final List<ConsumerRecord<byte[], byte[]>> records;
    private final byte @Nullable [] alone;

    private Run(List<ConsumerRecord<byte[], byte[]>> records, byte @Nullable [] alone) {
        this.records = records;
        this.alone = alone;
    }

    /**
     * Makes one record of several. It stands at the offset of the first, so that a position behind it counts none of them.
     *
     * @param records of one partition in the order of their offsets, at least one
     * @param time by which Kafka Streams puts it in order among those of other partitions, milliseconds since 1970
     */
    public static ConsumerRecord<byte[], byte[]> of(List<ConsumerRecord<byte[], byte[]>> records, long time) {
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        return new ConsumerRecord<>(
                first.topic(),
                first.partition(),
                first.offset(),
                time,
                TimestampType.CREATE_TIME,
                0,
                0,
                NOTHING,
                NOTHING,
                new RecordHeaders(new Header[] {new Run(records, null)}),
                first.leaderEpoch());
    }

    /** The records in their order; empty if this is a record as it was fetched. */
    public List<ConsumerRecord<byte[], byte[]>> records() {
        return records;
    }

    /** The value of a record as it was fetched. */
    public byte @Nullable [] alone() {
        return alone;
    }

    @Override
    public String key() {
        return NAME;
    }

    @Override
    public byte @Nullable [] value() {
        return null;
    }

    private static final class RunDeserializer implements Deserializer<Run> {
        @Override
        public Run deserialize(String topic, Headers headers, byte @Nullable [] value) {
            // Whoever publishes a header of this name gets it as bytes, not as a run.
            return headers.lastHeader(NAME) instanceof Run run ? run : deserialize(topic, value);
        }

        @Override
        public Run deserialize(String topic, byte @Nullable [] value) {
            return new Run(List.of(), value);
        }
    }
}
