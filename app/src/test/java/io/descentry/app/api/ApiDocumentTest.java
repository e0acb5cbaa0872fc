package io.descentry.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.descentry.app.http.Endpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/api.yaml says what is answered, field by field. */
class ApiDocumentTest {
    private final KnownStates states = new KnownStates(1).serve(0);
    private JsonNode document;
    private Endpoint endpoint;

    @BeforeEach
    void serve() throws Exception {
        document = new YAMLMapper().readTree(Path.of("..", "docs", "api.yaml").toFile());
        states.add(0, Jobs.job("job-1").alert("loss_spike", "WARNING").build());
        states.add(0, Jobs.job("job-2").build());
        states.alert(Jobs.alertEvent("0123456789abcdef", "job-1", "loss_spike", "WARNING", 10));
        JobsApi api = new JobsApi(Duration.ofSeconds(1));
        api.know(states);
        endpoint = new Endpoint("127.0.0.1", 0, Map.of(), api::answer);
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @ParameterizedTest(name = "{0} is answered by {2}")
    @CsvSource({
        "/api/v1/jobs,              /api/v1/jobs,          200",
        "/api/v1/jobs?limit=1,      /api/v1/jobs,          200",
        "/api/v1/jobs?limit=0,      /api/v1/jobs,          400",
        "/api/v1/jobs/job-1,        /api/v1/jobs/{job_id}, 200",
        "/api/v1/jobs/nobody,       /api/v1/jobs/{job_id}, 404",
        "/api/v1/jobs/nobody?x,     /api/v1/jobs/{job_id}, 400",
        "/api/v1/alerts,            /api/v1/alerts,        200",
        "/api/v1/alerts?cursor=%20, /api/v1/alerts,        400"
    })
    void anAnswerIsAsDescribed(String asked, String path, int code) throws Exception {
        check(asked, path, code);
    }

    @Test
    void soIsAnAnswerThatWouldBeHalf() throws Exception {
        states.serve();
        check("/api/v1/jobs", "/api/v1/jobs", 503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/jobs", "/api/v1/alerts"})
    void everyParameterIsDescribed(String path) throws Exception {
        Set<String> described = new TreeSet<>();
        document.path("paths")
                .path(path)
                .path("get")
                .path("parameters")
                .forEach(parameter -> described.add(parameter.path("name").asText()));
        String refusal = new ObjectMapper()
                .readTree(get(path + "?none").body())
                .path("detail")
                .asText();
        assertThat(refusal).endsWith("there are " + String.join(", ", described));
    }

    private void check(String asked, String path, int code) throws Exception {
        HttpResponse<String> answer = get(asked);
        assertThat(answer.statusCode()).isEqualTo(code);
        JsonNode described = document.path("paths")
                .path(path)
                .path("get")
                .path("responses")
                .path(String.valueOf(code))
                .path("content")
                .path(answer.headers().firstValue("Content-Type").orElseThrow());
        assertThat(described.isMissingNode()).as("content of %s %s", path, code).isFalse();
        ObjectNode schema = document.deepCopy();
        schema.set("$ref", described.path("schema").path("$ref"));
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(schema)
                        .validate(new ObjectMapper().readTree(answer.body())))
                .isEmpty();
    }

    @Test
    void aFieldThatIsNotDescribedWouldBeFound() {
        assertThat(StreamSupport.stream(
                        document.path("components").path("schemas").spliterator(), false))
                .filteredOn(schema -> schema.path("type").asText().equals("object"))
                .isNotEmpty()
                .allSatisfy(
                        schema -> assertThat(schema.path("additionalProperties").isBoolean()
                                        && !schema.path("additionalProperties").asBoolean())
                                .isTrue());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(endpoint.address() + path))
                                .build(),
                        BodyHandlers.ofString());
    }
}
