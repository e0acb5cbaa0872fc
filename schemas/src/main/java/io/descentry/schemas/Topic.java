package io.descentry.schemas;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.EvalSummary;
import io.descentry.avro.JobDescription;
import io.descentry.avro.StepSummary;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Every topic of the product: the one place where their names and record types stand. */
public enum Topic {
    JOBS("descentry.jobs", JobDescription.class),
    STEPS("descentry.steps", StepSummary.class),
    EVALS("descentry.evals", EvalSummary.class),
    ALERT_EVENTS("descentry.alert-events", AlertEvent.class),
    ALERTS("descentry.alerts", AlertEvent.class),
    DEAD_LETTERS("descentry.dead-letters", null);

    private final String topicName;
    private final @Nullable Class<? extends SpecificRecord> type;

    Topic(String topicName, @Nullable Class<? extends SpecificRecord> type) {
        this.topicName = topicName;
        this.type = type;
    }

    /** The topic's name on the broker. */
    public String topicName() {
        return topicName;
    }

    /** The record type of its values; null for dead letters, which hold the bytes that arrived. */
    public @Nullable Class<? extends SpecificRecord> type() {
        return type;
    }

    /** Subject of its value schema by the TopicNameStrategy. */
    public String subject() {
        return topicName + "-value";
    }
}
