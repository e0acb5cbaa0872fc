package io.descentry.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users of Strimzi have the rights that their work needs, and no others. */
class RightsTest {
    private static final Path TOPOLOGY = Path.of("..", "topology", "src", "test", "resources", "topology.approved.txt");
    private static final Path CONNECTORS = Path.of("..", "deploy", "connect", "connectors");

    private Chart chart;

    @BeforeEach
    void render() throws IOException {
        chart = Chart.rendered("strimzi");
    }

    @Test
    void the_service_reads_what_its_topology_reads_and_writes_what_it_writes() throws IOException {
        String topology = Files.readString(TOPOLOGY);
        assertThat(topics("service", "Read")).isEqualTo(named(topology, "topics: \\[(\\S+)]"));
        assertThat(topics("service", "Write")).isEqualTo(named(topology, "topic: (\\S+)\\)"));
        String id = "descentry";
        assertThat(prefixes("service", "topic")).containsExactly(id + "-");
        assertThat(prefixes("service", "transactionalId")).containsExactly(id + "-");
        assertThat(literals("service", "group")).containsExactly(id);
    }

    @Test
    void trainers_only_write_and_only_what_is_theirs() {
        Set<String> theirs = Topic.ofTrainers().stream().map(Topic::topicName).collect(Collectors.toSet());
        assertThat(topics("trainer", "Write")).isEqualTo(theirs);
        assertThat(topics("trainer", "Read")).isEmpty();
        assertThat(rights("trainer")).allSatisfy(right -> {
            assertThat(right.at("/resource/patternType").asText()).isEqualTo("literal");
            assertThat(right.at("/resource/type").asText()).isEqualTo("topic");
        });
    }

    @Test
    void the_sink_reads_what_its_connectors_read_and_writes_their_dead_letters() throws IOException {
        Set<String> read = new TreeSet<>();
        Set<String> written = new TreeSet<>();
        try (Stream<Path> files = Files.list(CONNECTORS)) {
            for (Path file : files.toList()) {
                JsonNode connector = Json.MAPPER.readTree(file.toFile());
                read.add(connector.path("topics").asText());
                written.add(connector.path("errors.deadletterqueue.topic.name").asText());
                assertThat("connect-" + connector.path("name").asText())
                        .as("Connect's group of the connector")
                        .startsWith(prefixes("sink", "group").get(0));
            }
        }
        assertThat(topics("sink", "Read")).isEqualTo(read);
        assertThat(topics("sink", "Write")).isEqualTo(written);
    }

    @Test
    void nobody_may_do_everything() {
        chart.all("KafkaUser")
                .forEach(user -> assertThat(Json.each(user.at("/spec/authorization/acls")))
                        .isNotEmpty()
                        .allSatisfy(right -> {
                            assertThat(right.at("/resource/name").asText()).isNotIn("*", "");
                            assertThat(right.at("/resource/type").asText()).isNotEqualTo("cluster");
                            assertThat(Json.texts(right.path("operations")))
                                    .doesNotContain("All", "Alter", "AlterConfigs", "Delete", "ClusterAction");
                        }));
    }

    private static Set<String> named(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<JsonNode> rights(String user) {
        String name = user.equals("service") ? "training-descentry" : "training-descentry-" + user;
        return Json.each(chart.only("KafkaUser", name).at("/spec/authorization/acls"))
                .toList();
    }

    private Set<String> topics(String user, String operation) {
        return rights(user).stream()
                .filter(right -> Json.texts(right.path("operations")).contains(operation))
                .filter(right -> right.at("/resource/type").asText().equals("topic"))
                .filter(right -> right.at("/resource/patternType").asText().equals("literal"))
                .map(right -> right.at("/resource/name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private List<String> prefixes(String user, String type) {
        return names(user, type, "prefix");
    }

    private List<String> literals(String user, String type) {
        return names(user, type, "literal");
    }

    private List<String> names(String user, String type, String pattern) {
        return rights(user).stream()
                .filter(right -> right.at("/resource/type").asText().equals(type))
                .filter(right -> right.at("/resource/patternType").asText().equals(pattern))
                .map(right -> right.at("/resource/name").asText())
                .toList();
    }
}
