package io.descentry.it.alertmanager;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes the table of open alerts as the service does. */
final class AlertTable implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final RecordEncoder<AlertEvent> encoder;
    private final String project;

    AlertTable(String bootstrapServers, SchemaRegistry registry, String project) throws Exception {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        encoder = new RecordEncoder<>(Topic.ALERTS, registry);
        this.project = project;
    }

    /** An alert of a job that stands alone. */
    void opens(String name, String job, AlertSeverity severity) throws Exception {
        put(alert(name, job, severity, fingerprint(name, job), AlertStatus.FIRING)
                .build());
    }

    /** An alert of a job that is part of an incident. */
    void joins(String name, String job, AlertSeverity severity, String incident) throws Exception {
        put(alert(name, job, severity, incident, AlertStatus.ATTACHED)
                .setFollows(incident)
                .setPages(false)
                .build());
    }

    /** An alert is over. */
    void ends(String name, String job) throws Exception {
        send(fingerprint(name, job), null);
    }

    /** Identity of an alert over its life. */
    String fingerprint(String name, String job) {
        return String.format("%016x", (project + name + job).hashCode() & 0xffffffffL);
    }

    private AlertEvent.Builder alert(
            String name, String job, AlertSeverity severity, String incident, AlertStatus status) {
        Instant now = Instant.now();
        return AlertEvent.newBuilder()
                .setEventId(name + job + now)
                .setFingerprint(fingerprint(name, job))
                .setKind("kind")
                .setAlertName(name)
                .setStatus(status)
                .setSeverity(severity)
                .setTime(now)
                .setJobId(job)
                .setAttempt(0)
                .setProject(project)
                .setCluster("north")
                .setSubject("loss")
                .setFirstStep(100)
                .setLastStep(110)
                .setDetectedStep(105)
                .setStartedAt(now.minusSeconds(600))
                .setDetectedAt(now)
                .setSummary("Summary of " + name)
                .setDescription("What happened in " + job)
                .setIncident(incident);
    }

    private void put(AlertEvent alert) throws Exception {
        send(alert.getFingerprint(), encoder.encode(alert));
    }

    private void send(String key, byte @Nullable [] value) throws Exception {
        producer.send(new ProducerRecord<>(Topic.ALERTS.topicName(), key.getBytes(UTF_8), value))
                .get();
    }

    @Override
    public void close() {
        producer.close();
    }
}
