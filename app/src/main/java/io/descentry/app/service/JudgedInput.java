package io.descentry.app.service;

import io.descentry.schemas.Topic;
import io.descentry.topology.Horizon;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to which moment everything that had arrived is judged, as the brokers prove it: the ends of a partition's inputs at a
 * moment, and committed offsets that have come to them since. A partition that lags stays where it is, and so do all while the
 * brokers do not answer. Nothing is estimated.
 */
final class JudgedInput implements Horizon {
    /*
     * Streams commits results, memories and offsets in one transaction, whichever instance owns the task. So once the committed
     * offsets of a partition have passed its ends of a moment, nothing that had arrived by then can still be on its way, under
     * load too, and however long it took to prove it.
     */
    private static final ListOffsetsOptions COMMITTED = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

    private final InstantSource clock;
    private final Set<Integer> partitions = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Sample> open = new HashMap<>();
    private final Map<Integer, Long> proven = new ConcurrentHashMap<>();
    private final Map<Integer, Long> told = new ConcurrentHashMap<>();
    private final Map<Integer, Long> used = new ConcurrentHashMap<>();

    /** Ends of one partition's inputs at a moment. */
    private record Sample(long atMillis, Map<TopicPartition, Long> ends) {}

    JudgedInput(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public long judgedUntil(int partition, long nowMillis) {
        long until = proven.getOrDefault(partition, UNKNOWN);
        // A task asks again only when it has done, and committed, what it found before.
        Long before = told.put(partition, until);
        if (before != null) {
            used.put(partition, before);
        }
        return until;
    }

    /** Whether each task has judged silence up to a moment at least, and committed that. */
    boolean isUsedUntil(long moment) {
        return !partitions.isEmpty()
                && partitions.stream().allMatch(partition -> used.getOrDefault(partition, UNKNOWN) >= moment);
    }

    /**
     * Asks the brokers.
     *
     * @param group whose offsets count
     * @param inputs partitions of all topics of trainers
     */
    void look(Admin admin, String group, List<TopicPartition> inputs) throws ExecutionException, InterruptedException {
        long now = clock.millis();
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicPartition input : inputs) {
            partitions.add(input.partition());
            if (!open.containsKey(input.partition())) {
                wanted.put(input, OffsetSpec.latest());
            }
        }
        offsets(admin, wanted)
                .forEach((input, end) -> open.computeIfAbsent(
                                input.partition(), absent -> new Sample(now, new HashMap<>()))
                        .ends()
                        .put(input, end));
        Map<TopicPartition, OffsetAndMetadata> done = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        open.values()
                .forEach(sample -> sample.ends().entrySet().removeIf(end -> {
                    OffsetAndMetadata committed = done.get(end.getKey());
                    return end.getValue() <= (committed == null ? 0 : committed.offset());
                }));
        removeExpired(admin);
        open.entrySet().removeIf(entry -> {
            boolean judged = entry.getValue().ends().isEmpty();
            if (judged) {
                proven.put(entry.getKey(), entry.getValue().atMillis());
            }
            return judged;
        });
    }

    /** What was deleted before anybody read it is not waited for. */
    private void removeExpired(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> left = new HashMap<>();
        open.values()
                .forEach(sample -> sample.ends().keySet().forEach(input -> left.put(input, OffsetSpec.earliest())));
        Map<TopicPartition, Long> begins = offsets(admin, left);
        open.values()
                .forEach(sample -> sample.ends()
                        .entrySet()
                        .removeIf(end -> end.getValue() <= begins.getOrDefault(end.getKey(), 0L)));
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Map<TopicPartition, OffsetSpec> wanted)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        if (!wanted.isEmpty()) {
            Map<TopicPartition, ListOffsetsResultInfo> found =
                    admin.listOffsets(wanted, COMMITTED).all().get();
            found.forEach((input, info) -> offsets.put(input, info.offset()));
        }
        return offsets;
    }

    /** The partitions of all topics that trainers write. */
    static List<TopicPartition> inputs(Admin admin) throws ExecutionException, InterruptedException {
        return admin
                .describeTopics(
                        Topic.ofTrainers().stream().map(Topic::topicName).toList())
                .allTopicNames()
                .get()
                .values()
                .stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }
}
