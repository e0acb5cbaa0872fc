package io.descentry.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.descentry.app.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The compose file is one that Docker takes, and every path, secret and setting that it names is there. */
class ComposeTest {
    private static final Path FOLDER = Path.of("..", "deploy", "compose");
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{(\\w+)(:-)?");

    private String text;
    private ObjectNode file;

    @BeforeEach
    void read() throws IOException {
        text = Files.readString(FOLDER.resolve("compose.yaml"));
        file = Merged.of(Files.readString(FOLDER.resolve("compose.yaml")));
    }

    @Test
    void it_obeys_the_compose_specification() throws IOException {
        assertThat(Json.errors(Json.schema("compose.schema.json"), file)).isEmpty();
        ObjectNode wrong = file.deepCopy();
        ((ObjectNode) wrong.at("/services/kafka")).put("imagine", "x");
        assertThat(Json.errors(Json.schema("compose.schema.json"), wrong)).isNotEmpty();
    }

    @Test
    void every_image_is_pinned_to_a_version() {
        services((name, service) ->
                assertThat(service.path("image").asText()).as(name).matches("[a-z0-9/-]+:.*\\d+\\.\\d+.*"));
    }

    /** What runs on is looked after; what ends is waited for, or up would call it a failure. */
    @Test
    void a_service_is_healthy_or_done() {
        Set<String> waitedFor = new TreeSet<>();
        services((name, service) -> service.path("depends_on").properties().forEach(other -> {
            String condition = other.getValue().path("condition").asText();
            JsonNode target = file.at("/services/" + other.getKey());
            assertThat(target.isObject()).as(other.getKey()).isTrue();
            assertThat(condition).isEqualTo(runsOn(target) ? "service_healthy" : "service_completed_successfully");
            waitedFor.add(other.getKey());
        }));
        services((name, service) -> {
            if (runsOn(service)) {
                assertThat(service.at("/healthcheck/test").isArray()).as(name).isTrue();
            } else {
                assertThat(waitedFor).contains(name);
            }
        });
    }

    private static boolean runsOn(JsonNode service) {
        return service.path("restart").asText().equals("unless-stopped");
    }

    @Test
    void every_mounted_path_of_the_checkout_is_there_and_nothing_can_be_written_to_it() {
        services((name, service) -> Json.texts(service.path("volumes")).forEach(volume -> {
            String[] parts = volume.split(":", -1);
            if (parts[0].startsWith(".")) {
                Path path = FOLDER.resolve(parts[0]);
                boolean built = path.toString().contains("target");
                assertThat(built ? path.resolve("..").resolve("..").normalize() : path)
                        .as(volume)
                        .exists();
                assertThat(parts[2]).as(volume).isEqualTo("ro");
            } else {
                assertThat(file.path("volumes").has(parts[0])).as(volume).isTrue();
            }
        }));
    }

    @Test
    void ports_are_open_to_this_machine_only() {
        services((name, service) -> Json.texts(service.path("ports"))
                .forEach(port -> assertThat(port).as(name).startsWith("127.0.0.1:")));
    }

    @Test
    void secrets_come_from_the_environment_and_the_example_names_them_all() throws IOException {
        Set<String> needed = VARIABLE.matcher(text)
                .results()
                .filter(match -> match.group(2) == null)
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> offered = Files.readAllLines(FOLDER.resolve(".env.example")).stream()
                .filter(line -> line.contains("="))
                .map(line -> line.substring(0, line.indexOf('=')))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(needed).isEqualTo(offered);
        services((name, service) -> service.path("environment").properties().stream()
                .filter(variable -> variable.getKey().endsWith("PASSWORD"))
                .forEach(variable ->
                        assertThat(variable.getValue().asText()).as(name).startsWith("${")));
    }

    /** RocksDB and codecs unpack their libraries there; by itself Docker lets nothing run from it. */
    @Test
    void where_the_root_cannot_be_written_native_libraries_run_from_tmp() {
        services((name, service) -> {
            if (service.path("read_only").asBoolean()) {
                assertThat(Json.texts(service.path("tmpfs"))).as(name).containsExactly("/tmp:exec");
            }
        });
    }

    @Test
    void the_services_of_ours_take_every_setting_that_they_get() {
        services((name, service) -> {
            if (!service.path("image").asText().startsWith("descentry/")) {
                return;
            }
            Map<String, String> environment = new TreeMap<>();
            service.path("environment")
                    .properties()
                    .forEach(variable -> environment.put(
                            variable.getKey(), variable.getValue().asText()));
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> {
                        Settings settings = Settings.load(Optional.empty(), environment);
                        assertThat(settings.remarks()).isEmpty();
                    }))
                    .as(name)
                    .isNull();
            assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
            assertThat(Json.texts(service.path("cap_drop"))).as(name).containsExactly("ALL");
        });
    }

    private void services(BiConsumer<String, JsonNode> each) {
        assertThat(file.path("services").size()).isPositive();
        file.path("services").properties().forEach(service -> each.accept(service.getKey(), service.getValue()));
    }
}
