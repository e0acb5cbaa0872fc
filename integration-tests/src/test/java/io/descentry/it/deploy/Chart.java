package io.descentry.it.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The objects that Helm makes of our chart.
 *
 * @param values name of a file in the chart's folder ci
 */
record Chart(String values, List<JsonNode> objects) {
    static final Path FOLDER = Path.of("..", "deploy", "helm", "descentry");
    private static final String SECRET =
            "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"a:b\" password=\"b\";";
    static final List<String> VALUES = List.of("small", "strimzi");

    static Chart rendered(String values) throws IOException {
        String manifests = new Helm(FOLDER)
                .template()
                .withName("training")
                .withNamespace("descentry")
                .withKubeVersion("1.37.0")
                .withValuesFile(FOLDER.resolve("ci/" + values + "-values.yaml"))
                .call();
        return new Chart(values, Json.documents(manifests));
    }

    Stream<JsonNode> all(String kind) {
        return objects.stream().filter(object -> object.path("kind").asText().equals(kind));
    }

    JsonNode only(String kind, String name) {
        return all(kind)
                .filter(object -> object.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + kind + " " + name));
    }

    /** The templates of all pods. */
    List<JsonNode> pods() {
        return objects.stream()
                .map(object -> object.at("/spec/template/spec"))
                .filter(JsonNode::isObject)
                .toList();
    }

    /** Init and other containers of a pod. */
    static List<JsonNode> containers(JsonNode pod) {
        return Stream.concat(Json.each(pod.path("initContainers")), Json.each(pod.path("containers")))
                .toList();
    }

    /** The properties file that the pods read, as the service understands it; secrets are known only there. */
    Settings settings() throws IOException, SettingsException {
        Properties properties = new Properties();
        properties.load(new StringReader(only("ConfigMap", "training-descentry")
                .at("/data/descentry.properties")
                .asText()));
        Map<String, String> texts = new TreeMap<>();
        properties
                .stringPropertyNames()
                .forEach(name -> texts.put(
                        name, properties.getProperty(name).startsWith("${") ? SECRET : properties.getProperty(name)));
        return Settings.of(texts);
    }

    /** What a server with field validation Strict would say against an object. */
    static List<String> errors(JsonNode object) throws IOException {
        ObjectNode schema = Json.schema("kubernetes.schema.json");
        JsonNode kind = schema.at("/kinds/" + object.path("kind").asText());
        if (!kind.isTextual()) {
            return List.of("unknown kind " + object.path("kind"));
        }
        schema.remove("kinds");
        schema.set("$ref", kind);
        return Json.errors(schema, object);
    }

    @Override
    public String toString() {
        return values;
    }
}
