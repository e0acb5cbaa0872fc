package io.descentry.it.rights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.descentry.app.topics.TopicPlan;
import io.descentry.app.topics.Topics;
import io.descentry.avro.AlertEvent;
import io.descentry.avro.StepSummary;
import io.descentry.it.support.ServiceProcess;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import io.descentry.wire.AvroDeserializer;
import io.descentry.wire.AvroSerializer;
import io.descentry.wire.RecordDecoder;
import io.descentry.wire.RecordEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On brokers that ask who one is, the rights that docs/operations.md lists are enough for a fault to become an alert, and for no more. */
class LeastRightsIT {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    /** Principal, perhaps with a remark, resource, names and operations. */
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| (\\w+)[^|]* \\| (topics|groups?|transactional ids) \\| ([^|]*) \\| ([A-Z][^|]*) \\|$");

    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final String JOB = "job-1";
    private static final Duration LONG = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @Test
    void each_program_does_its_work_with_the_rights_that_are_listed_for_it_and_nothing_else() throws Exception {
        try (var broker = new GuardedBroker(directory, "service", "trainer", "sink");
                var registry = SchemaRegistries.create(Map.of("schema.registry.url", broker.registryUrl()))) {
            prepare(broker, registry);
            Map<String, String> login = new HashMap<>();
            broker.as("service").forEach((name, value) -> login.put("kafka." + name, value.toString()));
            try (var service =
                    new ServiceProcess("guarded", "descentry", directory, broker, login, LeastRightsIT::serve)) {
                service.start();
                send(broker, "trainer", registry);
                assertThat(read(broker, registry)).contains("FIRING non_finite at 20");
                assertThat(service.stop()).as("exit code after SIGTERM").isEqualTo(143);
            }
            assertThatThrownBy(() -> send(broker, "sink", registry))
                    .hasRootCauseInstanceOf(TopicAuthorizationException.class);
            try (var consumer =
                    new KafkaConsumer<>(broker.as("trainer"), new StringDeserializer(), new StringDeserializer())) {
                assertThatThrownBy(() -> consumer.partitionsFor(Topic.DEAD_LETTERS.topicName()))
                        .isInstanceOf(TopicAuthorizationException.class);
            }
        }
    }

    private static List<String> serve(Path settings) {
        return List.of("io.descentry.standalone.cli.Main", "serve", "--config", settings.toString());
    }

    private static void prepare(GuardedBroker broker, SchemaRegistry registry) throws Exception {
        try (Admin admin = Admin.create(broker.as(GuardedBroker.ADMIN))) {
            new Topics(admin).create(new TopicPlan(2, (short) 1));
            admin.createAcls(rights()).all().get();
        }
        for (Topic topic : Topic.values()) {
            if (topic.type() != null) {
                registry.register(topic.subject(), Schemas.text(topic));
            }
        }
    }

    /** The table of docs/operations.md. */
    private static List<AclBinding> rights() throws IOException {
        List<AclBinding> rights = new ArrayList<>();
        for (MatchResult row : ROW.matcher(Files.readString(PAGE)).results().toList()) {
            PatternType pattern = row.group(3).startsWith("prefix") ? PatternType.PREFIXED : PatternType.LITERAL;
            for (MatchResult name : NAME.matcher(row.group(3)).results().toList()) {
                var resource = new ResourcePattern(type(row.group(2)), name.group(1), pattern);
                for (String operation : row.group(4).split(", ")) {
                    var entry = new AccessControlEntry(
                            "User:" + row.group(1), "*", operation(operation), AclPermissionType.ALLOW);
                    rights.add(new AclBinding(resource, entry));
                }
            }
        }
        assertThat(rights).isNotEmpty();
        return rights;
    }

    private static ResourceType type(String words) {
        return switch (words) {
            case "topics" -> ResourceType.TOPIC;
            case "group", "groups" -> ResourceType.GROUP;
            case "transactional ids" -> ResourceType.TRANSACTIONAL_ID;
            default -> throw new IllegalArgumentException(words);
        };
    }

    private static AclOperation operation(String name) {
        return AclOperation.fromString(
                name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT));
    }

    private static void send(GuardedBroker broker, String user, SchemaRegistry registry) throws Exception {
        var steps = new AvroSerializer<StepSummary>(new RecordEncoder<>(Topic.STEPS, registry));
        Instant start = Instant.now().minusSeconds(600);
        try (var producer = new KafkaProducer<>(broker.as(user), new StringSerializer(), steps)) {
            for (int step = 0; step <= 20; step++) {
                var summary = StepSummary.newBuilder()
                        .setJobId(JOB)
                        .setStep(step)
                        .setTime(start.plusSeconds(step))
                        .setLoss(step < 20 ? 2.0 : Double.NaN)
                        .build();
                producer.send(new ProducerRecord<>(Topic.STEPS.topicName(), JOB, summary))
                        .get();
            }
        }
    }

    /** What Kafka Connect's user reads until there is something. */
    private static List<String> read(GuardedBroker broker, SchemaRegistry registry) {
        Map<String, Object> settings = new TreeMap<>(broker.as("sink"));
        settings.put("group.id", "connect-descentry-alert-events");
        settings.put("auto.offset.reset", "earliest");
        settings.put("isolation.level", "read_committed");
        List<String> alerts = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(
                settings,
                new StringDeserializer(),
                new AvroDeserializer<>(new RecordDecoder<>(AlertEvent.class, registry)))) {
            consumer.subscribe(List.of(Topic.ALERT_EVENTS.topicName()));
            await().atMost(LONG).until(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(message -> alerts.add(message.value().getStatus() + " "
                                + message.value().getKind() + " at "
                                + message.value().getDetectedStep()));
                return !alerts.isEmpty();
            });
            consumer.commitSync();
        }
        return alerts;
    }
}
