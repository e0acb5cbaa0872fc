package io.descentry.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layers of the image that are ours: unpacked, they hold a program that runs. What lies below them is a Java runtime. */
class ImageIT {
    private static final Path TAR =
            Path.of(System.getProperty("descentry.test.image", "../deploy/image/target/image-without-java.tar"));

    @TempDir
    private Path root;

    private JsonNode config;
    private final List<String> files = new ArrayList<>();

    @BeforeEach
    void unpack() throws IOException {
        Assumptions.assumeTrue(Files.exists(TAR), "the build was told to leave the image out");
        Path archive = Files.createDirectories(root.resolve("archive"));
        try (InputStream in = Files.newInputStream(TAR)) {
            unpack(in, archive);
        }
        JsonNode manifest =
                Json.MAPPER.readTree(archive.resolve("manifest.json").toFile()).get(0);
        config = Json.MAPPER.readTree(
                archive.resolve(manifest.path("Config").asText()).toFile());
        for (String layer : Json.texts(manifest.path("Layers"))) {
            try (InputStream in = new GzipCompressorInputStream(Files.newInputStream(archive.resolve(layer)))) {
                files.addAll(unpack(in, root));
            }
        }
    }

    private static List<String> unpack(InputStream in, Path target) throws IOException {
        List<String> names = new ArrayList<>();
        TarArchiveInputStream tar = new TarArchiveInputStream(in);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            Path file = target.resolve(entry.getName()).normalize();
            assertThat(file).startsWithRaw(target);
            if (entry.isDirectory()) {
                Files.createDirectories(file);
            } else {
                Files.createDirectories(file.getParent());
                Files.copy(tar, file);
                names.add(entry.getName());
                assertThat(entry.getMode() & 022)
                        .as("%s can be written by others", entry.getName())
                        .isZero();
                assertThat(entry.getMode() & 04)
                        .as("%s can be read by all", entry.getName())
                        .isNotZero();
            }
        }
        return names;
    }

    @Test
    void it_starts_the_service_as_nobody_in_particular() {
        JsonNode container = config.path("config");
        String user = container.path("User").asText();
        assertThat(user).matches("[1-9]\\d{3,}:[1-9]\\d{3,}");
        for (String values : Chart.VALUES) {
            assertThat(chart(values).pods())
                    .allSatisfy(pod -> assertThat(pod.at("/securityContext/runAsUser")
                                            .asText() + ":"
                                    + pod.at("/securityContext/runAsGroup").asText())
                            .isEqualTo(user));
        }
        assertThat(Json.texts(container.path("Entrypoint"))).startsWith("java").endsWith("io.descentry.image.Main");
        assertThat(Json.texts(container.path("Cmd"))).containsExactly("serve");
        assertThat(container.at("/ExposedPorts").has("8080/tcp")).isTrue();
        assertThat(Json.texts(container.path("Env"))).noneMatch(variable -> variable.startsWith("DESCENTRY_"));
        assertThat(container
                        .at("/Labels")
                        .path("org.opencontainers.image.licenses")
                        .asText())
                .isEqualTo("Apache-2.0");
    }

    @Test
    void it_holds_the_service_and_neither_broker_nor_tests() {
        Set<String> jars = new TreeSet<>(files.stream()
                .filter(file -> file.endsWith(".jar"))
                .map(file -> file.substring(file.lastIndexOf('/') + 1))
                .toList());
        for (String part : List.of(
                "descentry-app",
                "descentry-topology",
                "descentry-detection",
                "descentry-schemas",
                "kafka-streams",
                "rocksdbjni")) {
            assertThat(jars).as(part).anyMatch(jar -> jar.startsWith(part + "-"));
        }
        for (String part : List.of(
                "kafka_2.13",
                "kafka-server-",
                "junit",
                "assertj",
                "testcontainers",
                "postgresql",
                "descentry-standalone")) {
            assertThat(jars).as(part).noneMatch(jar -> jar.startsWith(part));
        }
    }

    @Test
    void unpacked_it_runs() throws Exception {
        assertThat(run(Map.of(), "--version")).contains("descentry").contains("exit 0");
        assertThat(run(
                        Map.of(
                                "DESCENTRY_KAFKA_BOOTSTRAP_SERVERS",
                                "kafka:9092",
                                "DESCENTRY_SCHEMA_REGISTRY_URL",
                                "http://registry:8081"),
                        "serve",
                        "--check"))
                .contains("kafka.bootstrap.servers=kafka:9092")
                .contains("exit 0");
        assertThat(run(Map.of(), "serve", "--check"))
                .contains("schema.registry.url")
                .contains("exit 2");
    }

    /** Runs what the container would run, with the Java of the tests and the files where they were unpacked. */
    private String run(Map<String, String> environment, String... arguments) throws Exception {
        String classPath = Files.readString(root.resolve("app/jib-classpath-file"));
        List<String> missing = Stream.of(classPath.split(":"))
                .filter(entry -> !entry.endsWith("/resources") && !Files.exists(root.resolve(entry.substring(1))))
                .toList();
        assertThat(missing).isEmpty();
        List<String> command = new ArrayList<>();
        for (String word : Json.texts(config.at("/config/Entrypoint"))) {
            command.add(
                    switch (word) {
                        case "java" ->
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString();
                        case "@/app/jib-classpath-file" -> classPath.replace("/app/", root.resolve("app") + "/");
                        default -> word;
                    });
        }
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("DESCENTRY_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said + "exit " + process.exitValue();
    }

    private static Chart chart(String values) {
        try {
            return Chart.rendered(values);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
