package io.descentry.it.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.descentry.it.support.CommittedAlerts;
import io.descentry.it.support.GroupLag;
import io.descentry.it.support.KafkaEnvironment;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.ServiceProcess;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some of the stories once more, this time through a real broker, a real registry and the service as it is run. */
class ScenarioIT {
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final List<String> STORIES =
            List.of("healthy_decay", "nan_loss", "loss_spike", "overfitting", "restart", "fleet_bad_host");

    @Test
    void stories_end_the_same_through_a_real_broker(@TempDir Path directory) throws Exception {
        KafkaEnvironment kafka = KafkaEnvironment.shared();
        String application = "scenarios-" + UUID.randomUUID();
        Map<Scenario, Aliases> stories = new LinkedHashMap<>();
        Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()));
                var admin = Admin.create(client)) {
            Prepared.on(kafka, registry);
            try (var producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
                int partitions = producer.partitionsFor(Topic.STEPS.topicName()).size();
                STORIES.forEach(story -> stories.put(
                        Scenario.read(Path.of("src/test/resources/scenarios", story + ".yaml")),
                        new Aliases(stories.size() % partitions, partitions)));
                // All stories begin together, after whatever is in the topics already, and are sent in the order of
                // time:
                // Streams merges the inputs of a partition by time, over all its jobs.
                Instant start = Instant.now();
                var records = stories.entrySet().stream()
                        .flatMap(story -> ScenarioRecords.of(story.getKey(), start, story.getValue()::of).stream())
                        .sorted(Comparator.comparing(ScenarioRecords.Sent::time))
                        .toList();
                send(producer, registry, records);
            }
            var lag = new GroupLag(admin, application);
            try (var alerts = new CommittedAlerts(kafka.bootstrapServers(), registry);
                    var service = new ServiceProcess(application, directory, kafka, Map.of())) {
                service.start();
                await().atMost(LONG).until(() -> lag.records() == 0);
                await().atMost(LONG).until(() -> alerts.atEnd(admin));
                stories.forEach((story, aliases) -> {
                    var ofStory = alerts.poll().stream().filter(aliases::know).toList();
                    assertThat(Told.of(ofStory, aliases::nameOf))
                            .as(story.story())
                            .isEqualTo(Told.expected(story));
                });
            }
        }
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer, SchemaRegistry registry, List<ScenarioRecords.Sent> records)
            throws Exception {
        for (ScenarioRecords.Sent sent : records) {
            byte[] key = ((String) sent.value().get(0)).getBytes(StandardCharsets.UTF_8);
            byte[] value = new RecordEncoder<SpecificRecord>(sent.topic(), registry).encode(sent.value());
            producer.send(new ProducerRecord<>(
                            sent.topic().topicName(), null, sent.time().toEpochMilli(), key, value))
                    .get();
        }
    }
}
