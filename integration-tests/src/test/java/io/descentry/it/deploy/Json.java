package io.descentry.it.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads YAML and JSON, and compares them with the schemas in the resources of the tests. */
final class Json {
    static final ObjectMapper MAPPER = new ObjectMapper();
    static final YAMLMapper YAML = new YAMLMapper();

    private Json() {}

    /** All documents of a YAML text that are not empty. */
    static List<JsonNode> documents(String yaml) throws IOException {
        List<JsonNode> documents = new ArrayList<>();
        try (var parser = YAML.getFactory().createParser(yaml)) {
            YAML.readValues(parser, JsonNode.class).forEachRemaining(documents::add);
        }
        documents.removeIf(document -> !document.isObject());
        return documents;
    }

    static ObjectNode schema(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Json.class.getResourceAsStream("/deploy/" + name))) {
            return (ObjectNode) MAPPER.readTree(in);
        }
    }

    /** What is wrong with it. */
    static List<String> errors(JsonNode schema, JsonNode json) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.toString(), InputFormat.JSON)
                .validate(json.toString(), InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static List<String> texts(JsonNode array) {
        return each(array).map(JsonNode::asText).toList();
    }
}
