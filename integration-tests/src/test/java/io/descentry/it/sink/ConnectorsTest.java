package io.descentry.it.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A connector writes the fields that it lists, so that a field of a newer version does not stop it: none may be forgotten. */
class ConnectorsTest {
    private static final Path FOLDER = Path.of("..", "deploy", "connect", "connectors");
    private static final Set<String> OF_STEPS = Set.of("job_id", "attempt", "rank", "step", "time", "layers");

    static List<Path> connectors() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("connectors")
    void a_connector_lists_every_field_of_its_records(Path file) throws IOException {
        JsonNode connector = new ObjectMapper().readTree(file.toFile());
        assertThat(connector.path("name").asText() + ".json").isEqualTo("descentry-" + file.getFileName());
        Topic topic = Arrays.stream(Topic.values())
                .filter(each -> each.topicName().equals(connector.path("topics").asText()))
                .findFirst()
                .orElseThrow();
        Set<String> fields = new Schema.Parser()
                .parse(Schemas.text(topic)).getFields().stream()
                        .map(field -> topic.topicName() + ":" + field.name())
                        .collect(Collectors.toCollection(TreeSet::new));
        if (topic == Topic.STEPS) {
            fields.removeIf(field -> !OF_STEPS.contains(field.substring(field.indexOf(':') + 1)));
        }
        // Settings of detectors are the service's affair.
        fields.remove(Topic.JOBS.topicName() + ":settings");
        assertThat(new TreeSet<>(
                        List.of(connector.path("field.include.list").asText().split(","))))
                .isEqualTo(fields);
    }

    /** With the defaults of these a database, registry or broker that is away for a while ends the task or loses records. */
    @ParameterizedTest
    @MethodSource("connectors")
    void a_connector_waits_for_what_is_away(Path file) throws IOException {
        JsonNode connector = new ObjectMapper().readTree(file.toFile());
        assertThat(connector.path("connection.restart.on.errors").asText()).isEqualTo("true");
        assertThat(connector.path("flush.max.retries").asInt()).isGreaterThanOrEqualTo(600);
        assertThat(connector.path("errors.retry.timeout").asText()).isEqualTo("-1");
        assertThat(connector.path("insert.mode").asText()).isEqualTo("upsert");
        assertThat(connector.path("connection.password").asText()).isEqualTo("${env:POSTGRES_PASSWORD}");
    }
}
