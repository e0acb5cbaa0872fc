package io.descentry.it.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;

/** Where Docker runs: one command brings everything up, the image included, and Grafana shows our dashboards. */
class ComposeIT {
    private static final Path FOLDER = Path.of("..", "deploy", "compose");
    /** Volumes of a deployment that people use are left alone. */
    private static final String PROJECT = "descentry-compose-it";

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void up() throws Exception {
        Assumptions.assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(), "deploy/compose needs Docker, and none runs here");
        assertThat(run("./up")).as("output in target/children/compose.log").isZero();
    }

    @AfterAll
    static void down() throws Exception {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            run("docker", "compose", "down", "--volumes", "--timeout", "20");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Path log = Files.createDirectories(Path.of("target", "children")).resolve("compose.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(log.toAbsolutePath().toFile()));
        builder.environment().put("COMPOSE_PROJECT_NAME", PROJECT);
        return builder.start().waitFor();
    }

    @Test
    void the_service_is_ready_and_every_part_is_seen_by_prometheus() {
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            assertThat(get("http://localhost:8080/health/ready", "").statusCode())
                    .isEqualTo(200);
            JsonNode up = Json.MAPPER.readTree(
                    get("http://localhost:9090/api/v1/query?query=up", "").body());
            assertThat(up.at("/data/result").findValuesAsText("job"))
                    .containsExactlyInAnyOrder("descentry", "descentry-bridge");
            assertThat(Json.each(up.at("/data/result")))
                    .allSatisfy(
                            target -> assertThat(target.at("/value/1").asText()).isEqualTo("1"));
        });
    }

    @Test
    void grafana_has_our_dashboards_and_reaches_both_data_sources() throws Exception {
        Properties secrets = new Properties();
        try (var in = Files.newInputStream(FOLDER.resolve(".env"))) {
            secrets.load(in);
        }
        String login = "admin:" + secrets.getProperty("GRAFANA_PASSWORD");
        JsonNode found = Json.MAPPER.readTree(
                get("http://localhost:3000/api/search?type=dash-db", login).body());
        assertThat(found.findValuesAsText("uid")).contains("descentry-fleet", "descentry-job", "descentry-service");
        for (String source : List.of("descentry-postgresql", "descentry-prometheus")) {
            assertThat(get("http://localhost:3000/api/datasources/uid/" + source + "/health", login)
                            .body())
                    .as(source)
                    .contains("OK");
        }
    }

    private HttpResponse<String> get(String url, String login) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        if (!login.isEmpty()) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
