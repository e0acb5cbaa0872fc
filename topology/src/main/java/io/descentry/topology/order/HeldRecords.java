package io.descentry.topology.order;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Records that were fetched and may have earlier ones before them that were not: those of partitions with one number are handed out by
 * their timestamps, as long as none is missing.
 */
/*
 * The partitions of one number are the input of one task. As long as each of them has a record here, the earliest of their first
 * records can go. That guarantees progress where a partition itself goes back in time, as with jobs of different clocks. A partition of
 * which nothing is here holds back the others while the broker has records of it that were not fetched, or until it has had none
 * for a while. That is what Kafka Streams does with max.task.idle.ms, asked once for what was fetched together and not once for
 * each record.
 */
final class HeldRecords {
    /** Longer than anybody waits. */
    static final long UNTIL_FETCHED = Long.MAX_VALUE;

    private final Set<String> topics;
    private final long idleMillis;
    private final Function<TopicPartition, OptionalLong> lag;
    private final Map<Integer, Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>>> groups = new TreeMap<>();
    /** Since when there is nothing of a partition, neither here nor on the broker. */
    private final Map<TopicPartition, Long> drainedSince = new HashMap<>();

    /**
     * @param topics whose records are put in order, partition by partition of one number
     * @param idleMillis how long a partition that has run empty is waited for
     * @param lag records of a partition on the broker that were not fetched, or empty if that is not known
     */
    HeldRecords(Set<String> topics, long idleMillis, Function<TopicPartition, OptionalLong> lag) {
        this.topics = topics;
        this.idleMillis = idleMillis;
        this.lag = lag;
    }

    /** Whether the records of a partition are put in order at all. */
    boolean orders(TopicPartition partition) {
        return topics.contains(partition.topic());
    }

    /** Knows these partitions from now on and no others; records of others are dropped. */
    void assigned(Collection<TopicPartition> partitions) {
        groups.values().forEach(group -> group.keySet().retainAll(partitions));
        groups.values().removeIf(Map::isEmpty);
        drainedSince.keySet().retainAll(partitions);
        for (TopicPartition partition : partitions) {
            if (orders(partition)) {
                groups.computeIfAbsent(partition.partition(), number -> new HashMap<>())
                        .computeIfAbsent(partition, absent -> new ArrayDeque<>());
            }
        }
    }

    /** Drops the records of partitions, which will be fetched again or by somebody else. */
    void drop(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            of(partition).clear();
            drainedSince.remove(partition);
        }
    }

    /** Takes records that were fetched, of a partition that is assigned. */
    void add(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        of(partition).addAll(records);
    }

    /** The first record of a partition that was not handed out, or null. */
    @Nullable
    ConsumerRecord<byte[], byte[]> first(TopicPartition partition) {
        return of(partition).peekFirst();
    }

    /** How many records of a partition wait here. */
    int size(TopicPartition partition) {
        return of(partition).size();
    }

    /** Hands out what nothing is missing before. */
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> release(long nowMillis) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> released = new HashMap<>();
        for (Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> group : groups.values()) {
            noteDrained(group, nowMillis);
            if (waitMillis(group, nowMillis) == 0) {
                merge(group, released);
                noteDrained(group, nowMillis);
            }
        }
        return released;
    }

    /** After how long {@link #release} has something although nothing is fetched; {@link #UNTIL_FETCHED} if it never has. */
    long waitMillis(long nowMillis) {
        return groups.values().stream()
                .filter(group -> !group.values().stream().allMatch(Deque::isEmpty))
                .mapToLong(group -> waitMillis(group, nowMillis))
                .min()
                .orElse(UNTIL_FETCHED);
    }

    /** For how long the partitions of a group that have nothing here are still waited for. */
    private long waitMillis(Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> group, long nowMillis) {
        long wait = 0;
        for (Map.Entry<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> each : group.entrySet()) {
            if (each.getValue().isEmpty()) {
                Long since = drainedSince.get(each.getKey());
                wait = Math.max(wait, since == null ? UNTIL_FETCHED : since + idleMillis - nowMillis);
            }
        }
        return wait;
    }

    private void noteDrained(Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> group, long nowMillis) {
        group.forEach((partition, held) -> {
            // How much is left on the broker is not always known at first: then there may be something.
            if (held.isEmpty() && lag.apply(partition).orElse(1) <= 0) {
                drainedSince.putIfAbsent(partition, nowMillis);
            } else {
                drainedSince.remove(partition);
            }
        });
    }

    /** Always takes the first record that is the earliest, until a partition has run empty. */
    private static void merge(
            Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> group,
            Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> released) {
        TopicPartition next = earliest(group, null);
        while (next != null) {
            Deque<ConsumerRecord<byte[], byte[]>> held = Objects.requireNonNull(group.get(next));
            List<ConsumerRecord<byte[], byte[]>> out = released.computeIfAbsent(next, absent -> new ArrayList<>());
            TopicPartition second = earliest(group, next);
            long until = second == null ? Long.MAX_VALUE : time(group, second);
            // Mostly one partition has many records before the next one has its first.
            do {
                out.add(held.removeFirst());
            } while (!held.isEmpty() && held.getFirst().timestamp() < until);
            next = held.isEmpty() ? null : earliest(group, null);
        }
    }

    /** The partition whose first record is the earliest, but for one; null if all others are empty. */
    private static @Nullable TopicPartition earliest(
            Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> group, @Nullable TopicPartition but) {
        TopicPartition earliest = null;
        long time = Long.MAX_VALUE;
        for (Map.Entry<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> each : group.entrySet()) {
            ConsumerRecord<byte[], byte[]> first = each.getValue().peekFirst();
            if (first != null && !each.getKey().equals(but) && (earliest == null || first.timestamp() < time)) {
                earliest = each.getKey();
                time = first.timestamp();
            }
        }
        return earliest;
    }

    private static long time(
            Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> group, TopicPartition partition) {
        return Objects.requireNonNull(group.get(partition)).getFirst().timestamp();
    }

    private Deque<ConsumerRecord<byte[], byte[]>> of(TopicPartition partition) {
        Map<TopicPartition, Deque<ConsumerRecord<byte[], byte[]>>> group = groups.get(partition.partition());
        Deque<ConsumerRecord<byte[], byte[]>> held = group == null ? null : group.get(partition);
        return held == null ? new ArrayDeque<>() : held;
    }
}
