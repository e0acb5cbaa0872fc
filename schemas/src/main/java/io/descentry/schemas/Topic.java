package io.descentry.schemas;

import static io.descentry.schemas.Compatibility.BACKWARD_TRANSITIVE;
import static io.descentry.schemas.Compatibility.FULL_TRANSITIVE;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.DetectorSettings;
import io.descentry.avro.EvalSummary;
import io.descentry.avro.Heartbeat;
import io.descentry.avro.JobDescription;
import io.descentry.avro.JobHealth;
import io.descentry.avro.PeerNote;
import io.descentry.avro.PeerReport;
import io.descentry.avro.StepBatch;
import io.descentry.avro.StepSummary;
import java.time.Duration;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Every topic of the product: the one place where names, record types, rules and settings of topics stand. */
public enum Topic {
    /** What each job is, by job_id; read anew from the start when a task moves, hence compacted. */
    JOBS(
            "descentry.jobs",
            JobDescription.class,
            BACKWARD_TRANSITIVE,
            TopicSettings.compacted(12).withMessagesUpTo(2 << 20)),
    /** Steps as ranks report them, by job_id; a week covers a service that was down over a long weekend. */
    STEPS(
            "descentry.steps",
            StepSummary.class,
            BACKWARD_TRANSITIVE,
            TopicSettings.kept(12, Duration.ofDays(7)).withMessagesUpTo(2 << 20)),
    /** Several steps of a job in one record, by job_id; as many partitions and days as steps, with which they are merged. */
    STEP_BATCHES(
            "descentry.step-batches",
            StepBatch.class,
            BACKWARD_TRANSITIVE,
            TopicSettings.kept(12, Duration.ofDays(7)).withMessagesUpTo(2 << 20)),
    /** Evaluations, by job_id; as many partitions and days as steps, with which they are merged. */
    EVALS("descentry.evals", EvalSummary.class, BACKWARD_TRANSITIVE, TopicSettings.kept(12, Duration.ofDays(7))),
    /**
     * Signs of life, by job_id; as many partitions as steps, with which they are merged. Those of yesterday tell nothing.
     */
    HEARTBEATS(
            "descentry.heartbeats", Heartbeat.class, BACKWARD_TRANSITIVE, TopicSettings.kept(12, Duration.ofDays(1))),
    /**
     * What is set of the detectors, by scope; every instance reads all of it at its start. The last value of a scope may be a
     * wrong one, and then the one before it is in force: so values stay for 400 days before newer ones may displace them.
     */
    SETTINGS(
            "descentry.settings",
            DetectorSettings.class,
            BACKWARD_TRANSITIVE,
            TopicSettings.compacted(1)
                    .withHistoryOf(Duration.ofDays(400))
                    .withTimesOfTheBroker()
                    .withMessagesUpTo(256 << 10)),
    /** Every change of every alert, by job_id; the history that reviews look back on, for 13 months. */
    ALERT_EVENTS(
            "descentry.alert-events", AlertEvent.class, FULL_TRANSITIVE, TopicSettings.kept(6, Duration.ofDays(400))),
    /**
     * What is open now, by fingerprint. What was open stays for a day beside the mark of its end, which says nothing else: so a
     * bridge that was away knows what ended meanwhile.
     */
    ALERTS(
            "descentry.alerts",
            AlertEvent.class,
            FULL_TRANSITIVE,
            TopicSettings.compacted(6).withHistoryOf(Duration.ofDays(1)).withTimesOfTheBroker()),
    /** How each job stands, by job_id; what dashboards and the HTTP API show. */
    JOB_HEALTH("descentry.job-health", JobHealth.class, FULL_TRANSITIVE, TopicSettings.compacted(12)),
    /**
     * What jobs tell groups of their peers, by group. For a day: who comes back later than that is told anew by all that run.
     */
    PEER_REPORTS(
            "descentry.peer-reports",
            PeerReport.class,
            BACKWARD_TRANSITIVE,
            TopicSettings.kept(12, Duration.ofDays(1)).withMessagesUpTo(4 << 20)),
    /** What groups tell their jobs, by job_id; as many partitions as steps, with which they are merged. */
    PEER_NOTES(
            "descentry.peer-notes",
            PeerNote.class,
            BACKWARD_TRANSITIVE,
            TopicSettings.kept(12, Duration.ofDays(1)).withMessagesUpTo(2 << 20)),
    /** What could not be read or believed: the bytes that arrived and headers that say why. */
    DEAD_LETTERS(
            "descentry.dead-letters",
            null,
            null,
            // A value as large as the inputs allow must fit together with the headers that explain it.
            TopicSettings.kept(3, Duration.ofDays(14)).withMessagesUpTo(4 << 20));

    private final String topicName;
    private final @Nullable Class<? extends SpecificRecord> type;
    private final @Nullable Compatibility compatibility;

    @SuppressWarnings("ImmutableEnumChecker") // The record keeps an unmodifiable copy of its map.
    private final TopicSettings settings;

    Topic(
            String topicName,
            @Nullable Class<? extends SpecificRecord> type,
            @Nullable Compatibility compatibility,
            TopicSettings settings) {
        this.topicName = topicName;
        this.type = type;
        this.compatibility = compatibility;
        this.settings = settings;
    }

    /** Those that trainers write. */
    public static List<Topic> ofTrainers() {
        return List.of(JOBS, STEPS, STEP_BATCHES, EVALS, HEARTBEATS);
    }

    /** What the judge of a job reads, all keyed by job: as many partitions each. */
    public static List<Topic> byJob() {
        return List.of(JOBS, STEPS, STEP_BATCHES, EVALS, HEARTBEATS, PEER_NOTES);
    }

    /** All that the service reads with a committed position. */
    public static List<Topic> read() {
        return List.of(JOBS, STEPS, STEP_BATCHES, EVALS, HEARTBEATS, PEER_NOTES, PEER_REPORTS);
    }

    /** The topic's name on the broker. */
    public String topicName() {
        return topicName;
    }

    /** The record type of its values; null for dead letters, which hold the bytes that arrived. */
    public @Nullable Class<? extends SpecificRecord> type() {
        return type;
    }

    /** By which rule the schema of its values may change; null for dead letters, which have none. */
    public @Nullable Compatibility compatibility() {
        return compatibility;
    }

    /** How it is created. */
    public TopicSettings settings() {
        return settings;
    }

    /** Subject of its value schema by the TopicNameStrategy. */
    public String subject() {
        return topicName + "-value";
    }
}
