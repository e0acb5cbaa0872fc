package io.descentry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.StepSummary;
import io.descentry.it.support.CommittedAlerts;
import io.descentry.it.support.KafkaEnvironment;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.Relay;
import io.descentry.it.support.ServiceProcess;
import io.descentry.registry.SchemaRegistries;
import io.descentry.schemas.Topic;
import io.descentry.wire.AvroSerializer;
import io.descentry.wire.RecordEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry is down when the service starts, comes, and goes away again: nothing is lost and nothing crashes. */
class RegistryAwayIT {
    private static final Duration LONG = Duration.ofMinutes(2);

    private final String first = "first-" + UUID.randomUUID();
    private final String second = "second-" + UUID.randomUUID();

    @Test
    void alerts_wait_for_the_registry_and_go_on_without_it(@TempDir Path directory) throws Exception {
        KafkaEnvironment kafka = KafkaEnvironment.shared();
        try (var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()));
                var relay = new Relay(kafka.registryUrl())) {
            Prepared.on(kafka, registry);
            var steps = new AvroSerializer<StepSummary>(new RecordEncoder<>(Topic.STEPS, registry));
            try (var producer = new KafkaProducer<>(
                            Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                            new StringSerializer(),
                            steps);
                    var alerts = new CommittedAlerts(kafka.bootstrapServers(), registry);
                    var service = new ServiceProcess(
                            "registry-away-" + UUID.randomUUID(),
                            directory,
                            kafka,
                            Map.of("schema.registry.url", relay.url(), "start.retry.ms", "200"))) {
                fail(producer, first);
                service.start();
                await("the service to ask in vain").atMost(LONG).until(() -> relay.refused() >= 3);
                assertThat(service.isAlive()).isTrue();
                assertThat(kindsOf(alerts, first)).isEmpty();

                relay.mend();
                await().atMost(LONG).until(() -> !kindsOf(alerts, first).isEmpty());

                relay.cut();
                fail(producer, second);
                await().atMost(LONG).until(() -> !kindsOf(alerts, second).isEmpty());
                assertThat(kindsOf(alerts, first)).containsExactly("non_finite");
                assertThat(kindsOf(alerts, second)).containsExactly("non_finite");
                assertThat(service.isAlive()).isTrue();
            }
        }
    }

    private static void fail(KafkaProducer<String, StepSummary> producer, String job) throws Exception {
        for (int step = 0; step < 20; step++) {
            producer.send(new ProducerRecord<>(
                            Topic.STEPS.topicName(),
                            job,
                            StepSummary.newBuilder()
                                    .setJobId(job)
                                    .setStep(step)
                                    .setTime(Instant.now())
                                    .setLoss(step < 15 ? 2.0 : Double.NaN)
                                    .build()))
                    .get();
        }
    }

    private static List<String> kindsOf(CommittedAlerts alerts, String job) {
        return alerts.poll().stream()
                .filter(alert -> alert.getJobId().equals(job))
                .map(AlertEvent::getKind)
                .toList();
    }
}
