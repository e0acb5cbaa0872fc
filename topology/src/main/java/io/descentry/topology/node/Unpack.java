package io.descentry.topology.node;

import io.descentry.topology.order.Run;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the records of a run one by one, as they were fetched. A node of its own, since Kafka Streams catches what is thrown node by
 * node: a record that fails behind this one costs none of those after it.
 */
public final class Unpack implements Processor<byte[], Run, byte[], ConsumerRecord<byte[], byte[]>> {
    private static final ThreadLocal<@Nullable ConsumerRecord<byte[], byte[]>> CURRENT = new ThreadLocal<>();

    private ProcessorContext<byte[], ConsumerRecord<byte[], byte[]>> context;

    /** The record that this thread is at; null if it is at none of a run. */
    static @Nullable ConsumerRecord<byte[], byte[]> current() {
        return CURRENT.get();
    }

    @Override
    public void init(ProcessorContext<byte[], ConsumerRecord<byte[], byte[]>> context) {
        this.context = context;
    }

    @Override
    public void process(Record<byte[], Run> record) {
        Run run = record.value();
        if (run.records().isEmpty()) {
            context.forward(record.withValue(fetched(record, run.alone())));
            return;
        }
        try {
            for (ConsumerRecord<byte[], byte[]> each : run.records()) {
                CURRENT.set(each);
                long time = each.timestamp() < 0 ? record.timestamp() : each.timestamp();
                context.forward(new Record<>(each.key(), each, time, each.headers()));
            }
        } finally {
            CURRENT.remove();
        }
    }

    private ConsumerRecord<byte[], byte[]> fetched(Record<byte[], Run> record, byte @Nullable [] value) {
        RecordMetadata from = context.recordMetadata().orElseThrow();
        return new ConsumerRecord<>(
                from.topic(),
                from.partition(),
                from.offset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                record.key(),
                value,
                record.headers(),
                Optional.empty());
    }
}
