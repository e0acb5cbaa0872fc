package io.descentry.app.topics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.descentry.app.service.Service;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** docs/asyncapi.yaml is AsyncAPI 3.0, and says of every topic what the catalogue, the schemas and the topology say. */
class AsyncApiTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern FED = Pattern.compile("Source: .*\\(topics: \\[(.*)]\\)");
    private static final Pattern SUNK = Pattern.compile("Sink: .*\\(topic: (.*)\\)");

    private JsonNode document;

    @BeforeEach
    void read() throws IOException {
        document = new YAMLMapper().readTree(DOCS.resolve("asyncapi.yaml").toFile());
    }

    @Test
    void it_obeys_the_schema_of_asyncapi() throws IOException {
        assertThat(errors(document)).isEmpty();
    }

    @Test
    void the_schema_refuses_what_asyncapi_does_not_know() throws IOException {
        ObjectNode wrong = document.deepCopy();
        ((ObjectNode) wrong.at("/channels/steps/bindings/kafka")).put("partition", 12);
        assertThat(errors(wrong)).isNotEmpty();
    }

    @Test
    void it_has_the_topics_of_the_catalogue_and_no_others() {
        assertThat(stream(document.path("channels"))
                        .map(channel -> channel.path("address").asText()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Topic.values()).map(Topic::topicName).toList());
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void a_topic_is_as_it_is_created(Topic topic) {
        JsonNode kafka = channel(topic).path("bindings").path("kafka");
        assertThat(kafka.path("partitions").asInt()).isEqualTo(topic.settings().partitions());
        Map<String, String> configs = new TreeMap<>();
        kafka.path("topicConfiguration")
                .properties()
                .forEach(each -> configs.put(each.getKey(), text(each.getValue())));
        assertThat(configs).isEqualTo(topic.settings().configs());
        assertThat(channel(topic).path("x-compatibility").asText())
                .isEqualTo(
                        topic.compatibility() == null
                                ? ""
                                : topic.compatibility().name());
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void a_value_is_the_record_that_is_registered(Topic topic) throws IOException {
        JsonNode messages = channel(topic).path("messages");
        assertThat(messages).hasSize(1);
        JsonNode message = resolve(messages.elements().next());
        JsonNode payload = message.path("payload");
        if (topic.type() == null) {
            assertThat(payload.isMissingNode()).isTrue();
            return;
        }
        Schema schema = new Schema.Parser()
                .parse(Files.readString(
                        DOCS.resolve(payload.path("schema").path("$ref").asText())));
        assertThat(schema).isEqualTo(new Schema.Parser().parse(Schemas.text(topic)));
        assertThat(schema.getFullName()).isEqualTo(topic.type().getName());
        assertThat(schema.getName()).isEqualTo(message.path("name").asText());
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void a_key_is_what_the_record_says_of_it(Topic topic) throws IOException {
        JsonNode message = resolve(channel(topic).path("messages").elements().next());
        JsonNode key = resolve(message.path("bindings")).path("kafka").path("key");
        String name = key.path("title").asText();
        assertThat(name).isNotEmpty();
        if (topic.type() != null) {
            // "Topic descentry.x, key job_id": the record's own words, which trainers and readers go by.
            String words = new Schema.Parser().parse(Schemas.text(topic)).getDoc();
            String said = words.substring(words.indexOf(topic.topicName()));
            assertThat(name)
                    .isEqualTo(
                            switch (said.replaceFirst("(?s).*?[kK]ey:? (the )?(\\w+).*", "$2")) {
                                case "job_id" -> topic == Topic.ALERT_EVENTS ? "JobIdOrGroup" : "JobId";
                                case "scope" -> "Scope";
                                case "group" -> "Group";
                                case "fingerprint" -> "Fingerprint";
                                default -> "no key in the record's words";
                            });
        }
    }

    @Test
    void the_service_receives_and_sends_what_the_topology_does() {
        String topology = Service.describeTopology();
        assertThat(topicsOf("receive")).isEqualTo(matches(FED, topology));
        assertThat(topicsOf("send")).isEqualTo(matches(SUNK, topology));
    }

    private Set<String> topicsOf(String action) {
        return stream(document.path("operations"))
                .filter(operation -> operation.path("action").asText().equals(action))
                .map(operation ->
                        resolve(operation.path("channel")).path("address").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private JsonNode channel(Topic topic) {
        return stream(document.path("channels"))
                .filter(channel -> channel.path("address").asText().equals(topic.topicName()))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static String text(JsonNode value) {
        return value.isArray() ? stream(value).map(JsonNode::asText).collect(Collectors.joining(",")) : value.asText();
    }

    private static Stream<JsonNode> stream(JsonNode nodes) {
        return StreamSupport.stream(nodes.spliterator(), false);
    }

    private Set<ValidationMessage> errors(JsonNode wanted) throws IOException {
        try (InputStream schema =
                Objects.requireNonNull(getClass().getResourceAsStream("/asyncapi/asyncapi-3.0.0.schema.json"))) {
            return JsonSchemaFactory.getInstance(VersionFlag.V7)
                    .getSchema(new ObjectMapper().readTree(schema))
                    .validate(wanted);
        }
    }
}
