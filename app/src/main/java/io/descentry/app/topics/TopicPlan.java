package io.descentry.app.topics;

import io.descentry.schemas.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How the topics should be on a broker.
 *
 * @param partitions of every topic keyed by job; at least 1. The inputs must agree, since one task owns a job
 * @param replicationFactor copies of each partition; -1 for the brokers' default
 */
public record TopicPlan(int partitions, short replicationFactor) {
    /** A step of a job with 20,000 layers takes about 1.1 MB, a description of one a little more. */
    private static final String LARGEST_MESSAGE = "8388608";

    public TopicPlan {
        if (partitions < 1) {
            throw new IllegalArgumentException("a topic needs at least one partition");
        }
        if (replicationFactor < -1 || replicationFactor == 0) {
            throw new IllegalArgumentException("the replication factor is -1 (the brokers' default), 1 or above");
        }
    }

    /** The topic as it is to be created. */
    NewTopic newTopic(Topic topic) {
        return new NewTopic(
                        topic.topicName(),
                        Optional.of(partitions),
                        replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor))
                .configs(configs(topic));
    }

    /** The topic's own settings, as far as they differ from a broker's defaults for a reason. */
    Map<String, String> configs(Topic topic) {
        Map<String, String> configs = new TreeMap<>();
        switch (topic) {
            case JOBS -> {
                configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
                configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST_MESSAGE);
            }
            case STEPS -> {
                configs.put(TopicConfig.RETENTION_MS_CONFIG, days(3));
                configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST_MESSAGE);
            }
            case EVALS -> configs.put(TopicConfig.RETENTION_MS_CONFIG, days(3));
            case ALERT_EVENTS -> configs.put(TopicConfig.RETENTION_MS_CONFIG, days(30));
            case ALERTS -> configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
            case DEAD_LETTERS -> {
                configs.put(TopicConfig.RETENTION_MS_CONFIG, days(14));
                configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, LARGEST_MESSAGE);
            }
        }
        return configs;
    }

    private static String days(int days) {
        return Long.toString(Duration.ofDays(days).toMillis());
    }
}
