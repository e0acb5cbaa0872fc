package io.descentry.app.docs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.app.service.Service;
import io.descentry.schemas.Compatibility;
import io.descentry.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who needs which rights on the brokers: as the catalogue, the topology and the connectors say, and no more. */
final class Rights {
    private static final Path CONNECTORS = Path.of("..", "deploy", "connect", "connectors");

    private final List<List<String>> rows = new ArrayList<>();

    static String table() throws IOException {
        Rights rights = new Rights();
        rights.trainer();
        rights.service();
        rights.reader();
        rights.bridge();
        rights.sink();
        rights.operator();
        return Page.table(List.of("principal", "resource", "names", "operations"), rights.rows);
    }

    private void trainer() {
        literal("trainer", "Write", Topic.ofTrainers().stream().map(Topic::topicName));
        literal("trainer, to hear of alerts of its run", "Read", Stream.of(Topic.ALERT_EVENTS.topicName()));
    }

    private void service() {
        String topology = Service.describeTopology();
        literal("service", "Read", found("Source: .*\\(topics: \\[(.*)]\\)", topology));
        literal("service", "Write", found("Sink: .*\\(topic: (.*)\\)", topology));
        rows.add(List.of("service", "topics", "prefix `descentry-`", "Create, Read, Write, DescribeConfigs"));
        rows.add(List.of("service", "group", "`descentry`", "Read"));
        rows.add(List.of("service", "transactional ids", "prefix `descentry-`", "Write"));
    }

    private void reader() {
        literal(
                "reader",
                "Read",
                Stream.of(Topic.values())
                        .filter(topic -> topic.compatibility() == Compatibility.FULL_TRANSITIVE)
                        .map(Topic::topicName));
        rows.add(List.of("reader", "group", "its own", "Read"));
    }

    private void bridge() {
        literal("bridge", "Read", Stream.of(Topic.ALERTS.topicName()));
        rows.add(List.of("bridge", "group", "`descentry-bridge-alertmanager`", "Read"));
    }

    private void sink() throws IOException {
        try (Stream<Path> connectors = Files.list(CONNECTORS)) {
            literal("sink", "Read", connectors.map(Rights::topicsOf).sorted());
        }
        rows.add(List.of("sink", "groups", "prefix `connect-descentry-`", "Read"));
        rows.add(List.of("sink", "topics", "`descentry.sink-dead-letters`", "Create, Write"));
        rows.add(List.of(
                "sink",
                "topics",
                "`descentry-connect-configs`, `descentry-connect-offsets`, `descentry-connect-status`",
                "Create, Read, Write, DescribeConfigs"));
        rows.add(List.of("sink", "group", "`descentry-connect`", "Read"));
    }

    private void operator() {
        rows.add(List.of("operator", "topics", "prefix `descentry.`", "Create, Describe, DescribeConfigs"));
        literal("operator, for `settings`", "Read, Write", Stream.of(Topic.SETTINGS.topicName()));
    }

    private void literal(String principal, String operations, Stream<String> topics) {
        rows.add(List.of(
                principal,
                "topics",
                String.join(", ", topics.map(each -> "`" + each + "`").toList()),
                operations));
    }

    private static Stream<String> found(String pattern, String text) {
        return new TreeSet<>(Pattern.compile(pattern)
                        .matcher(text)
                        .results()
                        .map(match -> match.group(1))
                        .toList())
                .stream();
    }

    private static String topicsOf(Path connector) {
        try {
            return new ObjectMapper()
                    .readTree(connector.toFile())
                    .path("topics")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
