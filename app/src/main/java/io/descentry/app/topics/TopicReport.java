package io.descentry.app.topics;

import java.util.List;

/**
 * What was found, or done, about one topic.
 *
 * @param name on the broker
 * @param state created, exists or missing
 * @param partitions 0 if it is missing
 * @param replicationFactor copies of the first partition; 0 if it is missing
 * @param differences from the plan, in sentences
 */
public record TopicReport(String name, State state, int partitions, int replicationFactor, List<String> differences) {
    public TopicReport {
        differences = List.copyOf(differences);
    }

    /** Whether the topic is there. */
    public enum State {
        CREATED,
        EXISTS,
        MISSING
    }
}
