package io.descentry.app.docs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.descentry.schemas.Compatibility;
import io.descentry.schemas.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Who needs which rights on the brokers: those of the chart, which are compared with topology and connectors and tried on a broker,
 * and those of programs that the chart does not know.
 */
final class Rights {
    private static final Path USERS = Path.of("..", "deploy", "helm", "descentry", "files", "users.yaml");
    private static final String APPLICATION = "descentry";

    private final List<List<String>> rows = new ArrayList<>();

    static String table() throws IOException {
        Rights rights = new Rights();
        new YAMLMapper()
                .readTree(USERS.toFile())
                .path("users")
                .properties()
                .forEach(user -> rights.add(user.getKey(), user.getValue()));
        rights.others();
        return Page.table(List.of("principal", "resource", "names", "operations"), rights.rows);
    }

    /** One row for all names that a user may do the same with. */
    private void add(String user, JsonNode rights) {
        Map<List<String>, List<String>> names = new LinkedHashMap<>();
        for (JsonNode right : rights) {
            String prefix = right.path("pattern").asText().equals("prefix") ? "prefix " : "";
            String name = right.path("name").asText().replace("APPLICATION_ID", APPLICATION);
            String operations = StreamSupport.stream(right.path("operations").spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(", "));
            names.computeIfAbsent(List.of(right.path("type").asText(), prefix, operations), absent -> new ArrayList<>())
                    .add("`" + name + "`");
        }
        names.forEach((right, of) ->
                rows.add(List.of(user, right.get(0), right.get(1) + String.join(", ", of), right.get(2))));
    }

    private void others() {
        rows.add(List.of(
                "trainer that hears of its alerts",
                "topic",
                "`" + Topic.ALERT_EVENTS.topicName() + "`",
                "Read, Describe"));
        String outputs = Stream.of(Topic.values())
                .filter(topic -> topic.compatibility() == Compatibility.FULL_TRANSITIVE)
                .map(topic -> "`" + topic.topicName() + "`")
                .collect(Collectors.joining(", "));
        rows.add(List.of("reader", "topic", outputs, "Read, Describe"));
        rows.add(List.of("reader", "group", "its own", "Read"));
        rows.add(List.of(
                "who runs `topics create`", "topic", "prefix `descentry.`", "Create, Describe, DescribeConfigs"));
    }
}
