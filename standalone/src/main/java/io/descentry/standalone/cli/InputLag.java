package io.descentry.standalone.cli;

import io.descentry.app.service.Causes;
import io.descentry.schemas.Topic;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How many records the service has not committed yet: of its input, and of what its parts tell each other. */
final class InputLag {
    private static final List<Topic> INPUTS = Topic.read();

    private final Admin admin;
    private final String group;
    private final List<TopicPartition> partitions;

    InputLag(Admin admin, String group) throws IOException, InterruptedException {
        this.admin = admin;
        this.group = group;
        try {
            this.partitions =
                    admin
                            .describeTopics(
                                    INPUTS.stream().map(Topic::topicName).toList())
                            .allTopicNames()
                            .get()
                            .values()
                            .stream()
                            .flatMap(topic -> topic.partitions().stream()
                                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                            .toList();
        } catch (ExecutionException e) {
            throw new IOException("cannot describe the input topics: " + Causes.of(e), e);
        }
    }

    /** Records that are on the brokers and not judged, or judged and not committed. */
    long records() throws IOException, InterruptedException {
        try {
            // In this order: what is done has been told to peers by then, and shows at the ends of those topics.
            Map<TopicPartition, OffsetAndMetadata> done = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, ListOffsetsResultInfo> ends = admin.listOffsets(partitions.stream()
                            .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest())))
                    .all()
                    .get();
            return ends.entrySet().stream()
                    .mapToLong(end -> {
                        OffsetAndMetadata committed = done.get(end.getKey());
                        return end.getValue().offset() - (committed == null ? 0 : committed.offset());
                    })
                    .sum();
        } catch (ExecutionException e) {
            throw new IOException("cannot read the offsets of " + group + ": " + Causes.of(e), e);
        }
    }
}
