package io.descentry.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.app.service.Service;
import io.descentry.app.settings.Settings;
import io.descentry.app.topics.TopicPlan;
import io.descentry.app.topics.Topics;
import io.descentry.corpus.Publisher;
import io.descentry.corpus.Run;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import io.descentry.standalone.registry.DevelopmentRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the rights that the chart gives its users, and no others, a run is published, judged and told. */
class RightsIT {
    private static final Duration LONG = Duration.ofSeconds(90);
    private static final String SERVICE = "training-descentry";
    private static final String RUN = "d067";

    @Test
    void the_rights_of_the_chart_are_enough_and_no_more(@TempDir Path directory) throws Exception {
        Chart chart = Chart.rendered("strimzi");
        Set<String> users = chart.all("KafkaUser")
                .map(user -> user.at("/metadata/name").asText())
                .collect(Collectors.toSet());
        try (var broker = new GuardedBroker(directory.resolve("kafka"), users);
                var registryServer = DevelopmentRegistry.start(
                        broker.openDoor(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var registry = SchemaRegistries.create(
                        Map.of("schema.registry.url", "http://127.0.0.1:" + registryServer.port()))) {
            prepare(broker, registry, chart);
            try (var service = Service.start(settings(broker, registryServer.port(), directory))) {
                assertThat(service.awaitReady(LONG))
                        .as(() -> service.status().toString())
                        .isTrue();
                try (var trainer = Publisher.to(broker.as(SERVICE + "-trainer"), registry)) {
                    Path file = Path.of("..", "corpus", "data", RUN + ".jsonl.gz");
                    trainer.sendAtOnce(List.of(Run.in(file)), Instant.now(), (record, sent, total) -> {});
                }
                for (String reader : List.of("sink", "bridge")) {
                    await().atMost(LONG).until(() -> reads(broker, reader, Topic.ALERTS));
                }
            }
            assertThatThrownBy(() -> reads(broker, "trainer", Topic.ALERTS))
                    .isInstanceOf(TopicAuthorizationException.class);
            assertThatThrownBy(() -> reads(broker, "bridge", Topic.STEPS))
                    .isInstanceOf(TopicAuthorizationException.class);
            for (Map.Entry<String, Topic> forbidden : Map.of(
                            "trainer",
                            Topic.SETTINGS,
                            "sink",
                            Topic.ALERTS,
                            "bridge",
                            Topic.JOBS,
                            "operator",
                            Topic.STEPS)
                    .entrySet()) {
                assertThatThrownBy(() -> write(broker, forbidden.getKey(), forbidden.getValue()))
                        .as("%s", forbidden)
                        .hasRootCauseInstanceOf(TopicAuthorizationException.class);
            }
        }
    }

    private static void prepare(GuardedBroker broker, SchemaRegistry registry, Chart chart) throws Exception {
        List<AclBinding> rights = new ArrayList<>();
        chart.all("KafkaUser")
                .forEach(user -> Json.each(user.at("/spec/authorization/acls"))
                        .forEach(right ->
                                rights.addAll(bindings(user.at("/metadata/name").asText(), right))));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.openDoor()))) {
            new Topics(admin).create(new TopicPlan(2, (short) 1));
            admin.createAcls(rights).all().get();
        }
        for (Topic topic : Topic.values()) {
            if (topic.type() != null) {
                registry.register(topic.subject(), Schemas.text(topic));
            }
        }
    }

    /** As Strimzi's user operator makes them. */
    private static List<AclBinding> bindings(String user, JsonNode right) {
        JsonNode resource = right.path("resource");
        ResourcePattern pattern = new ResourcePattern(
                resource.path("type").asText().equals("transactionalId")
                        ? ResourceType.TRANSACTIONAL_ID
                        : ResourceType.fromString(resource.path("type").asText()),
                resource.path("name").asText(),
                resource.path("patternType").asText().equals("prefix") ? PatternType.PREFIXED : PatternType.LITERAL);
        return Json.texts(right.path("operations")).stream()
                .map(operation -> new AclBinding(
                        pattern,
                        new AccessControlEntry("User:" + user, "*", operation(operation), AclPermissionType.ALLOW)))
                .toList();
    }

    private static AclOperation operation(String name) {
        return AclOperation.valueOf(name.replaceAll("([a-z])([A-Z])", "$1_$2").toUpperCase(Locale.ROOT));
    }

    private static Settings settings(GuardedBroker broker, int registryPort, Path directory) throws Exception {
        Map<String, String> settings = new HashMap<>();
        broker.as(SERVICE).forEach((name, value) -> settings.put("kafka." + name, value));
        settings.put("kafka.state.dir", directory.resolve("state").toString());
        settings.put("schema.registry.url", "http://127.0.0.1:" + registryPort);
        settings.put("server.port", "0");
        return Settings.of(settings);
    }

    private static boolean reads(GuardedBroker broker, String user, Topic topic) {
        Map<String, Object> settings = new HashMap<>(broker.as(SERVICE + "-" + user));
        settings.put("auto.offset.reset", "earliest");
        settings.put("enable.auto.commit", false);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(part -> new org.apache.kafka.common.TopicPartition(part.topic(), part.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return !consumer.poll(Duration.ofSeconds(2)).isEmpty();
        }
    }

    private static void write(GuardedBroker broker, String user, Topic topic) throws Exception {
        Map<String, Object> settings = new HashMap<>(broker.as(SERVICE + "-" + user));
        settings.put("max.block.ms", 10_000);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic.topicName(), new byte[] {1}, new byte[] {1}))
                    .get();
        }
    }
}
