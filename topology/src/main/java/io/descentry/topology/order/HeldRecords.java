package io.descentry.topology.order;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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

    private final List<String> topics;
    private final long idleMillis;
    private final Function<TopicPartition, OptionalLong> lag;
    private final Map<Integer, HeldGroup> groups = new TreeMap<>();
    /** Since when there is nothing of a partition, neither here nor on the broker. */
    private final Map<TopicPartition, Long> drainedSince = new HashMap<>();

    /**
     * @param topics whose records are put in order, partition by partition of one number; of one time, in the order of this list
     * @param idleMillis how long a partition that has run empty is waited for
     * @param lag records of a partition on the broker that were not fetched, or empty if that is not known
     */
    HeldRecords(List<String> topics, long idleMillis, Function<TopicPartition, OptionalLong> lag) {
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
        groups.values().forEach(group -> group.knowOnly(partitions));
        groups.values().removeIf(group -> group.partitions().isEmpty());
        drainedSince.keySet().retainAll(partitions);
        for (TopicPartition partition : partitions) {
            if (orders(partition)) {
                groups.computeIfAbsent(partition.partition(), number -> new HeldGroup(topics))
                        .know(partition);
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

    /** Hands out what nothing is missing before, in {@link Run}s. */
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> release(long nowMillis) {
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> released = new HashMap<>();
        for (HeldGroup group : groups.values()) {
            noteDrained(group, nowMillis);
            if (waitMillis(group, nowMillis) == 0) {
                group.merge(released);
                noteDrained(group, nowMillis);
            }
        }
        return released;
    }

    /** After how long {@link #release} has something although nothing is fetched; {@link #UNTIL_FETCHED} if it never has. */
    long waitMillis(long nowMillis) {
        return groups.values().stream()
                .filter(group -> !group.isEmpty())
                .mapToLong(group -> waitMillis(group, nowMillis))
                .min()
                .orElse(UNTIL_FETCHED);
    }

    /** For how long the partitions of a group that have nothing here are still waited for. */
    private long waitMillis(HeldGroup group, long nowMillis) {
        long wait = 0;
        for (TopicPartition partition : group.partitions()) {
            if (of(partition).isEmpty()) {
                Long since = drainedSince.get(partition);
                wait = Math.max(wait, since == null ? UNTIL_FETCHED : since + idleMillis - nowMillis);
            }
        }
        return wait;
    }

    private void noteDrained(HeldGroup group, long nowMillis) {
        for (TopicPartition partition : group.partitions()) {
            // How much is left on the broker is not always known at first: then there may be something.
            if (of(partition).isEmpty() && lag.apply(partition).orElse(1) <= 0) {
                drainedSince.putIfAbsent(partition, nowMillis);
            } else {
                drainedSince.remove(partition);
            }
        }
    }

    private Deque<ConsumerRecord<byte[], byte[]>> of(TopicPartition partition) {
        HeldGroup group = groups.get(partition.partition());
        Deque<ConsumerRecord<byte[], byte[]>> held = group == null ? null : group.of(partition);
        return held == null ? new ArrayDeque<>() : held;
    }
}
