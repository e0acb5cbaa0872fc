package io.descentry.app.topics;

import io.descentry.schemas.Topic;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * How the topics of the catalogue should be on a broker.
 *
 * @param partitions of every topic whose records are shared out among instances, which are all but the settings; 0 for those of
 *     the catalogue. Inputs and peer notes must agree, since one task owns a job
 * @param replicationFactor copies of each partition; -1 for the brokers' default
 */
public record TopicPlan(int partitions, short replicationFactor) {
    public TopicPlan {
        if (partitions < 0) {
            throw new IllegalArgumentException("partitions must not be negative");
        }
        if (replicationFactor < -1 || replicationFactor == 0) {
            throw new IllegalArgumentException("the replication factor is -1 (the brokers' default), 1 or above");
        }
    }

    /** The topic as it is to be created. */
    NewTopic newTopic(Topic topic) {
        return new NewTopic(
                        topic.topicName(),
                        Optional.of(partitionsOf(topic)),
                        replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor))
                .configs(topic.settings().configs());
    }

    /** How many partitions a topic should have. */
    int partitionsOf(Topic topic) {
        return partitions == 0 || topic == Topic.SETTINGS ? topic.settings().partitions() : partitions;
    }
}
