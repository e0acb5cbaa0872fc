package io.descentry.topology.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kafka's own stand-in for a consumer fetches; what it fetched comes out by time. */
class InOrderConsumerTest {
    private static final TopicPartition STEPS = new TopicPartition("steps", 0);
    private static final TopicPartition EVALS = new TopicPartition("evals", 0);
    private static final TopicPartition OTHER_STEPS = new TopicPartition("steps", 1);
    private static final TopicPartition OTHER_EVALS = new TopicPartition("evals", 1);
    private static final TopicPartition ELSEWHERE = new TopicPartition("elsewhere", 0);
    private static final Set<TopicPartition> ALL = Set.of(STEPS, EVALS, OTHER_STEPS, OTHER_EVALS, ELSEWHERE);
    private static final Duration NOW = Duration.ZERO;

    private final MockConsumer<byte[], byte[]> broker = new MockConsumer<>(AutoOffsetResetStrategy.EARLIEST.name());
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private long millis = 1_000;
    private final Consumer<byte[], byte[]> consumer =
            InOrderConsumer.of(broker, List.of("steps", "evals"), Duration.ofMillis(100), () -> millis);

    @BeforeEach
    void everything_is_assigned() {
        consumer.subscribe(Set.of("steps", "evals", "elsewhere"), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                partitions.forEach(partition -> ends.put(partition, consumer.position(partition)));
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
        });
        broker.rebalance(ALL);
        Map<TopicPartition, Long> beginnings = new HashMap<>();
        ALL.forEach(partition -> beginnings.put(partition, 0L));
        broker.updateBeginningOffsets(beginnings);
        ALL.forEach(partition -> known(partition, 0));
        consumer.poll(NOW);
        later(100);
    }

    @Test
    void an_evaluation_comes_before_the_steps_after_it_though_it_was_fetched_later() {
        known(EVALS, 1);
        fetched(STEPS, 0, 10);
        fetched(STEPS, 1, 20);
        fetched(STEPS, 2, 30);
        assertThat(times()).isEmpty();
        fetched(EVALS, 0, 25);
        assertThat(times()).containsExactly(10L, 20L, 25L);
        later(99);
        assertThat(times()).isEmpty();
        later(1);
        assertThat(times()).containsExactly(30L);
    }

    @Test
    void a_partition_that_goes_back_in_time_holds_up_nobody() {
        known(EVALS, 1);
        fetched(STEPS, 0, 100);
        fetched(STEPS, 1, 10);
        fetched(EVALS, 0, 50);
        assertThat(times()).containsExactly(50L);
        later(100);
        assertThat(times()).containsExactly(10L, 100L);
        fetched(STEPS, 2, 30);
        fetched(STEPS, 3, 20);
        assertThat(times()).containsExactly(20L, 30L);
    }

    @Test
    void what_never_has_records_holds_nobody_back_after_its_time() {
        fetched(STEPS, 0, 10);
        assertThat(times()).containsExactly(10L);
        fetched(STEPS, 1, 20);
        assertThat(times()).as("and costs no waiting at each record").containsExactly(20L);
    }

    @Test
    void a_broker_that_has_more_is_waited_for_however_long_it_takes() {
        known(EVALS, 5);
        fetched(STEPS, 0, 10);
        later(3_600_000);
        assertThat(times()).isEmpty();
    }

    @Test
    void partitions_of_another_number_and_other_topics_go_their_way() {
        known(EVALS, 5);
        fetched(STEPS, 0, 10);
        fetched(OTHER_STEPS, 0, 11);
        fetched(ELSEWHERE, 0, 12);
        assertThat(times()).containsExactlyInAnyOrder(11L, 12L);
    }

    @Test
    void what_is_held_back_is_not_consumed() {
        known(EVALS, 1);
        fetched(STEPS, 0, 10);
        fetched(STEPS, 1, 40);
        fetched(EVALS, 0, 20);
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(NOW);
        assertThat(polled.count()).as("a run of each").isEqualTo(2);
        assertThat(polled.nextOffsets())
                .extractingByKey(STEPS)
                .extracting(OffsetAndMetadata::offset)
                .isEqualTo(1L);
        assertThat(polled.nextOffsets())
                .extractingByKey(EVALS)
                .extracting(OffsetAndMetadata::offset)
                .isEqualTo(1L);
        assertThat(consumer.position(STEPS)).isEqualTo(1);
        later(100);
        ConsumerRecords<byte[], byte[]> rest = consumer.poll(NOW);
        assertThat(rest.nextOffsets())
                .extractingByKey(STEPS)
                .extracting(OffsetAndMetadata::offset)
                .isEqualTo(2L);
        assertThat(consumer.position(STEPS)).isEqualTo(2);
    }

    @Test
    void who_loses_a_partition_commits_what_was_handed_out_and_keeps_nothing() {
        known(EVALS, 1);
        fetched(STEPS, 0, 10);
        assertThat(times()).isEmpty();
        broker.rebalance(Set.of(OTHER_STEPS, OTHER_EVALS, ELSEWHERE));
        assertThat(ends).containsEntry(STEPS, 0L);
        broker.rebalance(ALL);
        known(EVALS, 0);
        broker.updateBeginningOffsets(Map.of(STEPS, 0L, EVALS, 0L));
        consumer.poll(NOW);
        later(100);
        assertThat(times()).as("it will be fetched again").isEmpty();
        fetched(STEPS, 0, 10);
        assertThat(times()).containsExactly(10L);
    }

    @Test
    void who_goes_back_gets_nothing_that_was_fetched_before() {
        known(EVALS, 1);
        fetched(STEPS, 0, 10);
        assertThat(times()).isEmpty();
        consumer.seek(STEPS, 0);
        fetched(EVALS, 0, 5);
        fetched(STEPS, 0, 10);
        assertThat(times()).containsExactly(5L);
        later(100);
        assertThat(times()).containsExactly(10L);
    }

    @Test
    void what_cannot_be_handed_out_does_not_fill_the_memory() {
        known(EVALS, 1);
        for (int offset = 0; offset < 10_000; offset++) {
            fetched(STEPS, offset, offset);
        }
        assertThat(times()).isEmpty();
        assertThat(broker.paused()).containsExactly(STEPS);
        consumer.resume(Set.of(STEPS));
        assertThat(broker.paused()).containsExactly(STEPS);
        fetched(EVALS, 0, 1_000_000);
        assertThat(times()).hasSize(10_000);
        assertThat(broker.paused()).isEmpty();
    }

    @Test
    void what_its_user_does_not_want_stays_paused() {
        consumer.pause(Set.of(STEPS));
        consumer.poll(NOW);
        assertThat(broker.paused()).containsExactly(STEPS);
        consumer.resume(Set.of(STEPS));
        assertThat(broker.paused()).isEmpty();
    }

    @Test
    void what_nothing_comes_between_travels_as_one() {
        for (int offset = 0; offset < 100; offset++) {
            fetched(STEPS, offset, 10 + offset);
        }
        fetched(EVALS, 0, 90);
        fetched(EVALS, 1, 90);
        List<ConsumerRecord<byte[], byte[]>> polled = new ArrayList<>();
        consumer.poll(NOW).records(STEPS).forEach(polled::add);
        assertThat(polled).extracting(ConsumerRecord::offset).containsExactly(0L, 64L, 80L);
        assertThat(polled).extracting(run -> unpacked(run).size()).containsExactly(64, 16, 1);
        assertThat(unpacked(polled.get(1)))
                .extracting(ConsumerRecord::offset)
                .containsExactlyElementsOf(LongStream.range(64, 80).boxed().toList());
    }

    @Test
    void of_one_time_goes_first_what_comes_first_in_the_list_of_topics() {
        fetched(EVALS, 0, 20);
        fetched(EVALS, 1, 20);
        fetched(STEPS, 0, 20);
        fetched(STEPS, 1, 21);
        assertThat(offsetsAsStreamsTakesThem()).containsExactly("steps 0", "evals 0", "evals 1");
        later(100);
        assertThat(offsetsAsStreamsTakesThem()).containsExactly("steps 1");
    }

    @Test
    void a_clock_that_is_far_ahead_costs_the_order_of_nobody_else() {
        fetched(STEPS, 0, 3_600_000);
        fetched(STEPS, 1, 20);
        fetched(STEPS, 2, 40);
        fetched(EVALS, 0, 10);
        fetched(EVALS, 1, 3_600_001);
        fetched(EVALS, 2, 30);
        fetched(EVALS, 3, 50);
        assertThat(offsetsAsStreamsTakesThem()).containsExactly("evals 0", "steps 0", "steps 1", "steps 2");
        later(100);
        assertThat(offsetsAsStreamsTakesThem()).containsExactly("evals 1", "evals 2", "evals 3");
        fetched(STEPS, 3, 60);
        fetched(STEPS, 4, 70);
        fetched(STEPS, 5, 90);
        fetched(EVALS, 4, 70);
        assertThat(offsetsAsStreamsTakesThem()).containsExactly("steps 3", "steps 4", "evals 4");
    }

    /** Kafka Streams always takes the record with the earliest time; of several with one time, any, for example the last. */
    private List<String> offsetsAsStreamsTakesThem() {
        Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> queues = new HashMap<>();
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(NOW);
        polled.partitions().forEach(partition -> queues.put(partition, new ArrayDeque<>(polled.records(partition))));
        List<String> taken = new ArrayList<>();
        while (!queues.isEmpty()) {
            TopicPartition first = queues.entrySet().stream()
                    .min(Comparator.comparingLong(
                                    (Map.Entry<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> queue) ->
                                            queue.getValue().getFirst().timestamp())
                            .thenComparing(queue -> queue.getKey().topic()))
                    .orElseThrow()
                    .getKey();
            Deque<ConsumerRecord<byte[], byte[]>> queue = Objects.requireNonNull(queues.get(first));
            unpacked(queue.removeFirst()).forEach(record -> taken.add(record.topic() + " " + record.offset()));
            if (queue.isEmpty()) {
                queues.remove(first);
            }
        }
        return taken;
    }

    private static List<ConsumerRecord<byte[], byte[]>> unpacked(ConsumerRecord<byte[], byte[]> record) {
        List<ConsumerRecord<byte[], byte[]>> records = Run.DESERIALIZER
                .deserialize(record.topic(), record.headers(), record.value())
                .records();
        return records.isEmpty() ? List.of(record) : records;
    }

    private List<Long> times() {
        List<Long> times = new ArrayList<>();
        consumer.poll(NOW).forEach(polled -> unpacked(polled).forEach(record -> times.add(record.timestamp())));
        times.sort(Comparator.naturalOrder());
        return times;
    }

    /** So many records of a partition are on the broker, fetched or not. */
    private void known(TopicPartition partition, long end) {
        ends.put(partition, end);
        broker.updateEndOffsets(Map.of(partition, end));
    }

    private void fetched(TopicPartition partition, long offset, long timestamp) {
        known(partition, Math.max(offset + 1, ends.getOrDefault(partition, 0L)));
        broker.addRecord(new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                1,
                new byte[0],
                new byte[1],
                new RecordHeaders(),
                Optional.empty()));
    }

    private void later(long passed) {
        millis += passed;
    }
}
