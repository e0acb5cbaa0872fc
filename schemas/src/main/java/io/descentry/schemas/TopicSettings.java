package io.descentry.schemas;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a topic is created; all of it may be changed by whoever runs the broker.
 *
 * @param partitions number of partitions; those of jobs, steps, evals and peer notes must be equal, because one task reads the
 *     same partition of all of them
 * @param cleanup what happens to old records
 * @param retention how long records are kept, or in a compacted topic how long a mark of deletion is; above 0
 * @param others further topic configurations by Kafka's names
 */
public record TopicSettings(int partitions, Cleanup cleanup, Duration retention, Map<String, String> others) {

    /** What happens to old records. */
    public enum Cleanup {
        /** They go when their time is over. */
        DELETE,
        /** The last one of each key stays. */
        COMPACT
    }

    public TopicSettings {
        if (partitions < 1 || retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("a topic has partitions and a retention above 0");
        }
        others = Map.copyOf(others);
    }

    /** The topic's configuration as Kafka's admin client takes it, in the order of the names. */
    public Map<String, String> configs() {
        Map<String, String> configs = new TreeMap<>(others);
        String millis = Long.toString(retention.toMillis());
        switch (cleanup) {
            case DELETE -> {
                configs.put("cleanup.policy", "delete");
                configs.put("retention.ms", millis);
            }
            case COMPACT -> {
                configs.put("cleanup.policy", "compact");
                configs.put("delete.retention.ms", millis);
            }
        }
        return configs;
    }

    static TopicSettings kept(int partitions, Duration retention) {
        return new TopicSettings(partitions, Cleanup.DELETE, retention, Map.of());
    }

    /** Segments roll and compaction runs at least daily, so that a reader from the start has little to read. */
    static TopicSettings compacted(int partitions) {
        return new TopicSettings(
                partitions,
                Cleanup.COMPACT,
                Duration.ofDays(7),
                Map.of("segment.ms", "86400000", "max.compaction.lag.ms", "86400000"));
    }

    /** @param history how long a record stays although a newer one of its key is there; above 0 */
    TopicSettings withHistoryOf(Duration history) {
        Map<String, String> more = new TreeMap<>(others);
        String millis = Long.toString(history.toMillis());
        more.put("min.compaction.lag.ms", millis);
        more.put(
                "max.compaction.lag.ms",
                Long.toString(history.plus(Duration.ofDays(1)).toMillis()));
        return new TopicSettings(partitions, cleanup, retention, more);
    }

    /** The time of a record is when it arrived, whatever its sender says. */
    TopicSettings withTimesOfTheBroker() {
        return with(Map.of("message.timestamp.type", "LogAppendTime"));
    }

    /** @param bytes longest record of the topic */
    TopicSettings withMessagesUpTo(int bytes) {
        return with(Map.of("max.message.bytes", Integer.toString(bytes)));
    }

    private TopicSettings with(Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(others);
        all.putAll(more);
        return new TopicSettings(partitions, cleanup, retention, all);
    }
}
