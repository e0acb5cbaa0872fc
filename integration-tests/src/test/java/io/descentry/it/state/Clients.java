package io.descentry.it.state;

import io.descentry.topology.TrainingHealthTopology;
import io.descentry.topology.order.CommittingProducer;
import io.descentry.topology.order.InOrderClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** Kafka's clients as Kafka Streams makes them; notes in which order the producers are asked for what, and can hold up a commit. */
final class Clients extends InOrderClients {
    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final CommitHold hold;

    Clients() {
        this(new CommitHold());
    }

    /** @param hold what their commits wait for */
    Clients(CommitHold hold) {
        super(TrainingHealthTopology.BY_JOB, Duration.ofMillis(100));
        this.hold = hold;
    }

    /** What producers were asked for: {@code begin}, the topic of what was sent, {@code offsets TOPICS}, {@code commit}. */
    List<String> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new NotedProducer(config);
    }

    private final class NotedProducer extends CommittingProducer {
        NotedProducer(Map<String, Object> config) {
            super(config);
        }

        @Override
        public void beginTransaction() {
            calls.add("begin");
            super.beginTransaction();
        }

        @Override
        public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            calls.add(record.topic());
            return super.send(record, callback);
        }

        @Override
        public void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
            calls.add("offsets "
                    + offsets.keySet().stream()
                            .map(TopicPartition::topic)
                            .sorted()
                            .distinct()
                            .toList());
            hold.at(CommitHold.Moment.BEFORE_THE_POSITION);
            super.sendOffsetsToTransaction(offsets, group);
        }

        @Override
        public void commitTransaction() {
            calls.add("commit");
            hold.at(CommitHold.Moment.BEFORE_THE_END);
            super.commitTransaction();
        }
    }
}
