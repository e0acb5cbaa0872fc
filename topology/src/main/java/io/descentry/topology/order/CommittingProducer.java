package io.descentry.topology.order;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A producer of transactions that waits for the broker once in each, at its end. Kafka Streams asks for a flush of each task in turn
 * before it ends a transaction, and would wait for the broker each time.
 */
/*
 * KafkaProducer.commitTransaction sends what was not sent yet, waits for all of it, and throws if anything failed; "there is no need to
 * call flush" is what its documentation says. Kafka Streams reads the offsets of changelogs that it keeps in its checkpoints after that.
 */
public class CommittingProducer extends KafkaProducer<byte[], byte[]> {
    /** @param config with a {@code transactional.id} */
    public CommittingProducer(Map<String, Object> config) {
        super(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Does nothing: what was sent is waited for at the end of the transaction. */
    @Override
    public void flush() {}
}
