package io.descentry.it.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.descentry.avro.AlertStatus;
import io.descentry.avro.JobHealth;
import io.descentry.avro.JobStatus;
import io.descentry.avro.LayerStatistics;
import io.descentry.avro.StepSummary;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import io.descentry.wire.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is published stands in the tables, once, whatever is restarted on the way. */
@ExtendWith(SinkStack.Shared.class)
class SinkIT {
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String DEAD_LETTERS = "descentry.sink-dead-letters";

    static {
        Trust.declare();
    }

    private final String job = "sink-" + UUID.randomUUID();
    private final SinkStack stack;
    private final KafkaProducer<String, byte @Nullable []> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    SinkIT(SinkStack stack) {
        this.stack = stack;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.kafka.bootstrapServers()),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    @BeforeEach
    void all_tasks_run() {
        await().atMost(SinkStack.LONG).until(stack.connect::runs);
    }

    @AfterEach
    void leaves_nothing_behind() throws Exception {
        producer.close();
        for (String table : List.of("alert_events", "alerts", "job_health", "job_progress", "layer_samples")) {
            stack.database.execute("DELETE FROM " + table + " WHERE job_id = '" + job + "'");
        }
    }

    @Test
    void an_alert_has_one_row_a_change_and_one_while_it_is_open() throws Exception {
        Life life = new Life(job, 1, TIME);
        send(Topic.ALERT_EVENTS, job, life.event(AlertStatus.FIRING).build());
        send(Topic.ALERTS, life.fingerprint(), life.event(AlertStatus.FIRING).build());
        awaitNumber(1, "SELECT count(*) FROM alerts WHERE job_id = '" + job + "' AND status = 'FIRING'");
        assertThat(stack.database.query("SELECT time, description, labels ->> 'team' AS team FROM alerts"
                        + " WHERE job_id = '" + job + "'"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.get("time")).isEqualTo(java.sql.Timestamp.from(TIME));
                    assertThat(row.get("team")).isEqualTo("a\"b\\c");
                    assertThat(row.get("description")).isEqualTo("The loss was \uFFFD high.");
                });
        assertThat(stack.database.query(
                        "SELECT cause, score, remedies ->> 1 AS second FROM alert_causes WHERE job_id = '" + job + "'"))
                .containsExactly(Map.of("cause", "bad_batch", "score", 0.7, "second", "look at it"));
        assertThat(stack.database.query(
                        "SELECT observed, observed_kind, bar FROM alert_evidence WHERE job_id = '" + job + "'"))
                .singleElement()
                .satisfies(row -> assertThat(row.values()).containsExactly(null, "NAN", 2.5));

        // FIRING comes a second time, as it does from a publisher that was not sure, or after a killed worker.
        for (AlertStatus status : Life.STATUSES) {
            send(Topic.ALERT_EVENTS, job, life.event(status).build());
        }
        send(Topic.ALERTS, life.fingerprint(), life.event(AlertStatus.ESCALATED).build());
        send(Topic.ALERTS, life.fingerprint(), (byte[]) null);
        awaitNumber(3, "SELECT count(*) FROM alert_events WHERE job_id = '" + job + "'");
        awaitNumber(0, "SELECT count(*) FROM alerts WHERE job_id = '" + job + "'");
        assertThat(stack.database.query(
                        "SELECT time, time_end, status, severity FROM alert_regions WHERE job_id = '" + job + "'"))
                .singleElement()
                .satisfies(row -> assertThat(row.values())
                        .containsExactly(
                                java.sql.Timestamp.from(TIME),
                                java.sql.Timestamp.from(TIME.plusSeconds(2)),
                                "RESOLVED",
                                "CRITICAL"));

        // It comes back: another region of the same alert.
        Life again = new Life(job, 1, TIME.plusSeconds(600));
        send(
                Topic.ALERT_EVENTS,
                job,
                again.event(AlertStatus.FIRING).setEventId("again-" + job).build());
        send(Topic.ALERTS, life.fingerprint(), again.event(AlertStatus.FIRING).build());
        awaitNumber(1, "SELECT count(*) FROM alerts WHERE job_id = '" + job + "'");
        awaitNumber(2, "SELECT count(*) FROM alert_regions WHERE job_id = '" + job + "'");
        send(Topic.ALERTS, life.fingerprint(), (byte[]) null);
        awaitNumber(0, "SELECT count(*) FROM alerts WHERE job_id = '" + job + "'");
    }

    @Test
    void no_number_that_is_not_finite_reaches_a_column() throws Exception {
        JobHealth health = JobHealth.newBuilder()
                .setJobId(job)
                .setAttempt(0)
                .setStatus(JobStatus.RUNNING)
                .setUpdatedAt(TIME)
                .setStepsPerSecond(Double.NaN)
                .setSamplesPerSecond(Double.POSITIVE_INFINITY)
                .setLossLevel(Double.NEGATIVE_INFINITY)
                .setLossBest(1e308)
                .build();
        send(Topic.JOB_HEALTH, job, health);
        awaitNumber(1, "SELECT count(*) FROM job_health WHERE job_id = '" + job + "'");
        assertThat(stack.database.query(
                        "SELECT steps_per_second, samples_per_second, loss_level, loss_best FROM job_health"
                                + " WHERE job_id = '" + job + "'"))
                .singleElement()
                .satisfies(row -> assertThat(row.values()).containsExactly(null, null, null, 1e308));
        send(Topic.JOB_HEALTH, job, (byte[]) null);
        awaitNumber(0, "SELECT count(*) FROM job_health WHERE job_id = '" + job + "'");

        for (int step = 0; step < 1000; step++) {
            send(
                    Topic.STEPS,
                    job,
                    StepSummary.newBuilder()
                            .setJobId(job)
                            .setStep(step)
                            .setTime(TIME.plusSeconds(step))
                            .setLayers(LayerStatistics.newBuilder()
                                    .setGradNorm(List.of(0.1f, Float.NaN, Float.POSITIVE_INFINITY))
                                    .build())
                            .build());
        }
        long kept = 256 + 128 + 122; // every one below 256, every second to 512, every fourth to 1000
        awaitNumber(kept, "SELECT count(*) FROM layer_samples WHERE job_id = '" + job + "'");
        assertThat(stack.database.values("SELECT value FROM layer_values WHERE job_id = '" + job
                        + "' AND step = 0 ORDER BY layer_number"))
                .containsExactly(0.1, null, null);
    }

    @Test
    void what_cannot_be_read_becomes_a_dead_letter_and_the_rest_goes_on() throws Exception {
        long before = ends(DEAD_LETTERS);
        producer.send(new ProducerRecord<>(Topic.ALERT_EVENTS.topicName(), job, new byte[] {1, 2, 3}))
                .get();
        send(
                Topic.ALERT_EVENTS,
                job,
                new Life(job, 2, TIME).event(AlertStatus.FIRING).build());
        awaitNumber(1, "SELECT count(*) FROM alert_events WHERE job_id = '" + job + "'");
        await().atMost(SinkStack.LONG).until(() -> ends(DEAD_LETTERS) == before + 1);
        assertThat(stack.connect.runs()).isTrue();
    }

    private void awaitNumber(long expected, String sql) {
        await().atMost(SinkStack.LONG)
                .untilAsserted(() -> assertThat(stack.database.number(sql))
                        .as(() -> sql + "\n" + status())
                        .isEqualTo(expected));
    }

    private String status() {
        try {
            return stack.connect.status();
        } catch (Exception failed) {
            return failed.toString();
        }
    }

    private <T extends SpecificRecord> void send(Topic topic, String key, @Nullable T value) {
        try {
            byte[] wire = value == null ? null : new RecordEncoder<T>(topic, stack.registry).encode(value);
            send(topic, key, wire);
        } catch (io.descentry.registry.SchemaRegistryException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void send(Topic topic, String key, byte @Nullable [] wire) {
        sent.add(producer.send(new ProducerRecord<>(topic.topicName(), key, wire)));
    }

    private long ends(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", stack.kafka.bootstrapServers()))) {
            if (!admin.listTopics().names().get().contains(topic)) {
                return 0;
            }
            var partition = new TopicPartition(topic, 0);
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
    }
}
