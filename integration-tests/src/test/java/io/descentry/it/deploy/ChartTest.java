package io.descentry.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import io.descentry.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart is rendered by Helm, and what it makes is what Kubernetes, Strimzi and the Prometheus operator take. */
class ChartTest {

    static List<Chart> charts() throws IOException {
        List<Chart> charts = new ArrayList<>();
        for (String values : Chart.VALUES) {
            charts.add(Chart.rendered(values));
        }
        return charts;
    }

    @ParameterizedTest
    @MethodSource("charts")
    void every_object_obeys_the_schema_of_its_kind(Chart chart) throws IOException {
        assertThat(chart.objects()).isNotEmpty();
        for (JsonNode object : chart.objects()) {
            assertThat(Chart.errors(object)).as(object.toPrettyString()).isEmpty();
            assertThat(object.at("/metadata/name").asText())
                    .matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
                    .hasSizeLessThanOrEqualTo(63);
        }
        assertThat(chart.objects().stream().map(object -> object.path("kind") + " " + object.at("/metadata/name")))
                .doesNotHaveDuplicates();
    }

    @Test
    void the_schemas_refuse_what_a_server_does_not_know() throws IOException {
        for (JsonNode object : Chart.rendered("strimzi").objects()) {
            ObjectNode wrong = object.deepCopy();
            JsonNode inner = wrong.has("spec") ? wrong.path("spec") : wrong;
            ((ObjectNode) inner).put("replikas", 1);
            assertThat(Chart.errors(wrong)).as(object.path("kind").asText()).isNotEmpty();
        }
    }

    @Test
    void values_that_the_chart_does_not_know_or_that_are_missing_are_refused() {
        assertThatThrownBy(() -> new Helm(Chart.FOLDER).template().call())
                .hasMessageContaining("kafka.bootstrap.servers")
                .hasMessageContaining("schema.registry.url");
        for (Map.Entry<String, Object> wrong : Map.<String, Object>of(
                        "replica", 3, "image.tagg", "1", "settings.server\\.port", "9", "strimzi.enabled", true)
                .entrySet()) {
            assertThatThrownBy(() -> new Helm(Chart.FOLDER)
                            .template()
                            .withValuesFile(Chart.FOLDER.resolve("ci/small-values.yaml"))
                            .set(wrong.getKey(), wrong.getValue())
                            .call())
                    .as(wrong.getKey())
                    .hasMessageContaining("schema");
        }
    }

    @ParameterizedTest
    @MethodSource("charts")
    void the_service_takes_every_setting_that_the_chart_gives_it(Chart chart) throws Exception {
        var settings = chart.settings();
        assertThat(settings.remarks()).isEmpty();
        JsonNode set = chart.all("StatefulSet").findFirst().orElseThrow();
        assertThat(Json.each(set.at("/spec/template/spec/containers/0/ports"))
                        .map(port -> port.path("containerPort").asInt()))
                .containsExactly(settings.port());
        assertThat(set.at("/spec/template/spec/terminationGracePeriodSeconds").asLong())
                .isGreaterThan(settings.closeTimeout().toSeconds());
        assertThat(Json.each(set.at("/spec/template/spec/containers/0/volumeMounts"))
                        .map(mount -> mount.path("mountPath").asText()))
                .contains(String.valueOf(settings.streams().get("state.dir")));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void no_container_may_more_than_it_needs(Chart chart) {
        assertThat(chart.pods()).isNotEmpty().allSatisfy(pod -> {
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/runAsUser").asInt()).isPositive();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            assertThat(Chart.containers(pod)).isNotEmpty().allSatisfy(container -> {
                JsonNode security = container.path("securityContext");
                assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(Json.texts(security.at("/capabilities/drop"))).containsExactly("ALL");
                assertThat(container.at("/resources/limits/memory").asText()).isNotEmpty();
                assertThat(container.path("image").asText()).matches(".+(:[^:]+|@sha256:[0-9a-f]{64})");
            });
        });
    }

    @ParameterizedTest
    @MethodSource("charts")
    void what_is_mounted_selected_or_watched_is_there(Chart chart) {
        for (JsonNode pod : chart.pods()) {
            List<String> volumes = Stream.concat(
                            Json.each(pod.path("volumes")),
                            Stream.of(Json.MAPPER.createObjectNode().put("name", "state")))
                    .map(volume -> volume.path("name").asText())
                    .toList();
            assertThat(Chart.containers(pod))
                    .flatExtracting(container -> container.path("volumeMounts").findValuesAsText("name"))
                    .isSubsetOf(volumes);
        }
        JsonNode labels = chart.all("StatefulSet").findFirst().orElseThrow().at("/spec/template/metadata/labels");
        List<JsonNode> selectors = new ArrayList<>();
        chart.all("Service").forEach(service -> selectors.add(service.at("/spec/selector")));
        for (String kind : List.of("StatefulSet", "PodDisruptionBudget")) {
            chart.all(kind)
                    .filter(object -> !object.at("/metadata/name").asText().endsWith("bridge"))
                    .forEach(object -> selectors.add(object.at("/spec/selector/matchLabels")));
        }
        assertThat(selectors)
                .isNotEmpty()
                .filteredOn(selector ->
                        selector.path("app.kubernetes.io/component").asText().equals("service"))
                .allSatisfy(selector -> selector.properties()
                        .forEach(
                                label -> assertThat(labels.path(label.getKey())).isEqualTo(label.getValue())));
        chart.all("ServiceMonitor")
                .forEach(monitor -> assertThat(chart.all("Service")
                                .filter(service -> monitor.at("/spec/selector/matchLabels").properties().stream()
                                        .allMatch(label -> label.getValue()
                                                .equals(service.at("/metadata/labels")
                                                        .path(label.getKey())))))
                        .as("each pod is scraped once")
                        .hasSize(1));
    }

    @Test
    void every_rule_comes_with_what_it_watches_and_points_to_the_runbooks_that_are_named() throws IOException {
        assertThat(groups("bridge.enabled", true))
                .containsExactly("descentry-service", "descentry-bridge", "descentry-recording");
        assertThat(groups("bridge.enabled", false)).containsExactly("descentry-service", "descentry-recording");
        assertThat(monitored("monitoring.runbooks", "https://wiki/runbooks/").findValuesAsText("runbook_url"))
                .hasSizeGreaterThan(10)
                .allMatch(url -> url.startsWith("https://wiki/runbooks/service/Descentry"));
    }

    private static List<String> groups(String name, Object value) throws IOException {
        return Json.each(monitored(name, value))
                .flatMap(rules -> Json.each(rules.at("/spec/groups")))
                .map(group -> group.path("name").asText())
                .toList();
    }

    private static JsonNode monitored(String name, Object value) throws IOException {
        String manifests = new Helm(Chart.FOLDER)
                .template()
                .withKubeVersion("1.37.0")
                .withValuesFile(Chart.FOLDER.resolve("ci/small-values.yaml"))
                .set("monitoring.enabled", true)
                .set("settings.alertmanager\\.url", "http://alertmanager:9093")
                .set(name, value)
                .call();
        ArrayNode rules = Json.MAPPER.createArrayNode();
        for (JsonNode object : Json.documents(manifests)) {
            if (object.path("kind").asText().equals("PrometheusRule")) {
                assertThat(Chart.errors(object)).isEmpty();
                rules.add(object);
            }
        }
        return rules;
    }

    @Test
    void every_topic_of_the_catalogue_is_a_topic_of_strimzi() throws IOException {
        Chart chart = Chart.rendered("strimzi");
        assertThat(chart.all("KafkaTopic")
                        .map(topic -> topic.at("/spec/topicName").asText()))
                .containsExactlyInAnyOrder(
                        Stream.of(Topic.values()).map(Topic::topicName).toArray(String[]::new));
        for (Topic topic : Topic.values()) {
            JsonNode spec = chart.only("KafkaTopic", topic.topicName()).path("spec");
            assertThat(spec.path("partitions").asInt())
                    .as(topic.topicName())
                    .isEqualTo(topic.settings().partitions());
            Map<String, String> config = Json.MAPPER.convertValue(
                    spec.path("config"), new com.fasterxml.jackson.core.type.TypeReference<>() {});
            assertThat(config.remove("min.insync.replicas")).isEqualTo("2");
            assertThat(config).as(topic.topicName()).isEqualTo(topic.settings().configs());
        }
    }

    @Test
    void every_dashboard_is_a_config_map_as_it_was_written() throws IOException {
        Chart chart = Chart.rendered("strimzi");
        try (Stream<java.nio.file.Path> files = Files.list(Chart.FOLDER.resolve("files/dashboards"))) {
            for (java.nio.file.Path file : files.toList()) {
                String name = file.getFileName().toString();
                JsonNode map = chart.only("ConfigMap", "training-descentry-dashboard-" + name.replace(".json", ""));
                assertThat(map.at("/metadata/labels/grafana_dashboard").asText())
                        .isEqualTo("1");
                assertThat(map.path("data").path("descentry-" + name).asText()).isEqualTo(Files.readString(file));
            }
        }
        assertThat(chart.all("ConfigMap")).hasSize(4);
    }
}
