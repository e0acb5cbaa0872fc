package io.descentry.it.support;

import io.descentry.schemas.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** How many records a service has not judged and committed yet: of its input, and of what its parts tell each other. */
public final class GroupLag {
    private final Admin admin;
    private final String group;

    public GroupLag(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
    }

    /** The lag over all topics that are read, in records. */
    public long records() throws ExecutionException, InterruptedException {
        // First what is done: that has been told to peers by then, and shows at the ends of those topics.
        var committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (Topic topic : Topic.read()) {
            Objects.requireNonNull(admin.describeTopics(List.of(topic.topicName()))
                            .allTopicNames()
                            .get()
                            .get(topic.topicName()))
                    .partitions()
                    .forEach(partition -> latest.put(
                            new TopicPartition(topic.topicName(), partition.partition()), OffsetSpec.latest()));
        }
        var ends = admin.listOffsets(latest).all().get();
        return ends.entrySet().stream()
                .mapToLong(end -> {
                    var done = committed.get(end.getKey());
                    return end.getValue().offset() - (done == null ? 0 : done.offset());
                })
                .sum();
    }
}
