package io.descentry.topology.order;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What is held of the partitions of one number, which are the input of one task, and the order in which it goes. */
final class HeldGroup {
    /** Kafka Streams commits and looks at the clock between two runs: not later than after some milliseconds. */
    private static final int LONGEST_RUN = 64;

    /** So far the time that Kafka Streams sees of a run may be ahead of that of its first record. */
    private static final long MOST_AHEAD_MILLIS = 1_000;

    private final Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> held;
    private @Nullable TopicPartition last;
    private long lastTime;

    /** @param topics in the order in which records of one time go */
    HeldGroup(List<String> topics) {
        held = new TreeMap<>(Comparator.comparingInt(partition -> topics.indexOf(partition.topic())));
    }

    void know(TopicPartition partition) {
        held.computeIfAbsent(partition, absent -> new ArrayDeque<>());
    }

    void knowOnly(Collection<TopicPartition> partitions) {
        held.keySet().retainAll(partitions);
    }

    Set<TopicPartition> partitions() {
        return held.keySet();
    }

    boolean isEmpty() {
        return held.values().stream().allMatch(Deque::isEmpty);
    }

    /** The records of a partition that it knows. */
    @Nullable
    Deque<ConsumerRecord<byte[], byte[]>> of(TopicPartition partition) {
        return held.get(partition);
    }

    /** Always takes the first record that is the earliest, until a partition has run empty. */
    void merge(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> released) {
        TopicPartition next = earliest(null);
        while (next != null) {
            Deque<ConsumerRecord<byte[], byte[]>> from = Objects.requireNonNull(held.get(next));
            released.computeIfAbsent(next, absent -> new ArrayList<>()).add(run(next, from));
            next = from.isEmpty() ? null : earliest(null);
        }
    }

    /** Mostly one partition has many records before the next one has its first: they travel together. */
    private ConsumerRecord<byte[], byte[]> run(TopicPartition partition, Deque<ConsumerRecord<byte[], byte[]>> from) {
        TopicPartition second = earliest(partition);
        long until = second == null ? Long.MAX_VALUE : time(second);
        List<ConsumerRecord<byte[], byte[]>> run = new ArrayList<>();
        do {
            run.add(from.removeFirst());
        } while (run.size() < LONGEST_RUN && !from.isEmpty() && from.getFirst().timestamp() < until);
        return Run.of(run, place(partition, run.get(0).timestamp()));
    }

    /**
     * The time by which Kafka Streams keeps runs in this order: it takes the earliest first, and of several with one time any. Beside
     * the last one of another partition a run is therefore a millisecond later, unless clocks go back.
     */
    private long place(TopicPartition partition, long time) {
        long after = partition.equals(last) ? lastTime : lastTime + 1;
        boolean near = time < 0 || after - time <= MOST_AHEAD_MILLIS;
        lastTime = near ? Math.max(after, time) : time;
        last = partition;
        return lastTime;
    }

    /** The partition whose first record is the earliest, but for one; null if all others are empty. */
    private @Nullable TopicPartition earliest(@Nullable TopicPartition but) {
        TopicPartition earliest = null;
        long time = Long.MAX_VALUE;
        for (Map.Entry<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> each : held.entrySet()) {
            ConsumerRecord<byte[], byte[]> first = each.getValue().peekFirst();
            if (first != null && !each.getKey().equals(but) && (earliest == null || first.timestamp() < time)) {
                earliest = each.getKey();
                time = first.timestamp();
            }
        }
        return earliest;
    }

    private long time(TopicPartition partition) {
        return Objects.requireNonNull(held.get(partition)).getFirst().timestamp();
    }
}
