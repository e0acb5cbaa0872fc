package io.descentry.app.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.app.http.Endpoint;
import io.descentry.avro.JobHealth;
import io.descentry.avro.JobStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whichever instance is asked: the answer is whole, or it says what is missing. */
class JobsApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Instance a = new Instance();
    private final Instance b = new Instance();

    /** An instance with an address of its own and jobs that are told. */
    private static final class Instance implements AutoCloseable {
        final KnownStates states = new KnownStates(4);
        private final JobsApi api = new JobsApi(Duration.ofMillis(500));
        private final Endpoint endpoint;

        Instance() {
            api.know(states);
            try {
                endpoint = new Endpoint("127.0.0.1", 0, Map.of(), api::answer);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        String address() {
            return endpoint.address().toString();
        }

        HttpResponse<String> get(String path, String... headers) throws Exception {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint.address() + path));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
        }

        @Override
        public void close() {
            endpoint.close();
        }
    }

    JobsApiTest() {
        a.states.serve(0, 1).knows(b.address());
        b.states.serve(2, 3).knows(a.address());
        for (int i = 0; i < 12; i++) {
            Jobs.Builder job = Jobs.job("job-" + i)
                    .project(i % 2 == 0 ? "vision" : "speech")
                    .status(i < 3 ? JobStatus.FINISHED : JobStatus.RUNNING)
                    .updated(1_000L * i);
            if (i == 5 || i == 6) {
                job.alert("loss_spike", i == 5 ? "CRITICAL" : "WARNING");
            }
            (i % 4 < 2 ? a : b).states.add(i % 4, job.build());
        }
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
    }

    @Test
    void eachInstanceListsAllJobs() throws Exception {
        for (Instance asked : List.of(a, b)) {
            HttpResponse<String> answer = asked.get("/api/v1/jobs");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(ids(answer))
                    .containsExactlyElementsOf(IntStream.range(0, 12)
                            .mapToObj(i -> "job-" + i)
                            .sorted()
                            .toList());
            assertThat(JSON.readTree(answer.body()).get("total").asLong()).isEqualTo(12);
        }
    }

    @Test
    void eachInstanceAnswersForEachJob() throws Exception {
        for (Instance asked : List.of(a, b)) {
            for (int i = 0; i < 12; i++) {
                HttpResponse<String> answer = asked.get("/api/v1/jobs/job-" + i);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(JSON.readTree(answer.body()).get("job_id").asText()).isEqualTo("job-" + i);
            }
        }
    }

    /** Trainers place keys by their own rules, so the owner by ours may be the wrong one. */
    @Test
    void aJobIsFoundWhereverItsTrainerPutIt() throws Exception {
        a.states.owner("job-2", "http://127.0.0.1:1");
        assertThat(a.get("/api/v1/jobs/job-2").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        status=finished            | job-0 job-1 job-2
        status=FINISHED&project=vision | job-0 job-2
        kind=loss_spike            | job-5 job-6
        severity=critical          | job-5
        severity=info              | job-5 job-6
        owner=nobody               |
        sort=updated&limit=2       | job-11 job-10
        sort=severity&limit=3      | job-5 job-6 job-0
        """)
    void filters(String query, String ids) throws Exception {
        assertThat(String.join(" ", ids(a.get("/api/v1/jobs?" + query)))).isEqualTo(ids == null ? "" : ids);
    }

    @ParameterizedTest
    @ValueSource(strings = {"job_id", "updated", "severity"})
    void pagesGoThroughAllJobsOnce(String sort) throws Exception {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 5; page++) {
            HttpResponse<String> answer = (page % 2 == 0 ? a : b).get("/api/v1/jobs?limit=5&sort=" + sort + cursor);
            seen.addAll(ids(answer));
            JsonNode next = JSON.readTree(answer.body()).get("next_cursor");
            if (next.isNull()) {
                break;
            }
            cursor = "&cursor=" + next.asText();
        }
        assertThat(seen).hasSize(12).doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        /api/v1/jobs?limit=0          | 400 | limit must be a whole number from 1 to 500
        /api/v1/jobs?limit=501        | 400 | limit must be
        /api/v1/jobs?limit=many       | 400 | limit must be
        /api/v1/jobs?cursor=x         | 400 | cursor must be the next_cursor
        /api/v1/jobs?status=ill       | 400 | status must be one of waiting, running
        /api/v1/jobs?limit=1&limit=2  | 400 | limit is given more than once
        /api/v1/jobs?stat=running     | 400 | There is no parameter stat; there are cursor, kind
        /api/v1/jobs/job-1?x=1        | 400 | There is no parameter x; none is taken
        /api/v1/jobs/nobody           | 404 | No job of this id is known
        /api/v1/job                   | 404 | There is nothing at this path
        /api/v1/alerts?severity=bad   | 400 | severity must be one of info, warning, critical
        """)
    void whatCannotBeAnsweredIsSaidInAProblem(String path, int code, String detail) throws Exception {
        HttpResponse<String> answer = a.get(path);
        assertThat(answer.statusCode()).isEqualTo(code);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JSON.readTree(answer.body()).get("status").asInt()).isEqualTo(code);
        assertThat(JSON.readTree(answer.body()).get("detail").asText()).startsWith(detail);
    }

    @Test
    void anInstanceThatDoesNotAnswerIsNamed() throws Exception {
        b.close();
        for (String path : List.of("/api/v1/jobs", "/api/v1/jobs/job-2")) {
            HttpResponse<String> answer = a.get(path);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("2");
            JsonNode missing = JSON.readTree(answer.body()).get("missing");
            assertThat(missing.get("instances").get(0).asText()).isEqualTo(b.address());
            assertThat(missing.get("partitions").toString()).isEqualTo("[2,3]");
        }
        assertThat(a.get("/api/v1/jobs/job-1").statusCode()).isEqualTo(200);
    }

    @Test
    void aPartitionThatNobodyServesYetIsMissing() throws Exception {
        b.states.serve(2);
        HttpResponse<String> answer = a.get("/api/v1/jobs");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(JSON.readTree(answer.body()).get("missing").toString())
                .isEqualTo("{\"instances\":[],\"partitions\":[3]}");
        assertThat(a.get("/api/v1/jobs/nobody").statusCode()).isEqualTo(503);
    }

    @Test
    void anInstanceThatStartsSaysSo() throws Exception {
        try (Endpoint starting = new Endpoint("127.0.0.1", 0, Map.of(), new JobsApi(Duration.ofSeconds(1))::answer)) {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(starting.address() + "/api/v1/jobs"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("starting");
        }
    }

    /** The two would ask each other for ever, were a request passed on twice. */
    @Test
    void aForwardedRequestIsAnsweredFromWhatIsHere() throws Exception {
        HttpResponse<String> part = a.get("/api/v1/jobs", Others.FORWARDED, "1");
        assertThat(part.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(part.body()).get("partitions").toString()).isEqualTo("[0,1]");
        assertThat(ids(part)).hasSize(6);
        HttpResponse<String> other = a.get("/api/v1/jobs/job-2", Others.FORWARDED, "1");
        assertThat(JSON.readTree(other.body()).get("job").isNull()).isTrue();
    }

    @Test
    void openAlertsComeWorstFirstAndByFilter() throws Exception {
        a.states.alert(Jobs.alertEvent("f1", "job-1", "loss_spike", "WARNING", 10));
        a.states.alert(Jobs.alertEvent("f2", "job-2", "non_finite", "CRITICAL", 5));
        a.states.alert(Jobs.alertEvent("f3", "job-3", "loss_spike", "WARNING", 20));
        assertThat(fingerprints(a.get("/api/v1/alerts"))).containsExactly("f2", "f3", "f1");
        assertThat(fingerprints(a.get("/api/v1/alerts?kind=loss_spike&limit=1")))
                .containsExactly("f3");
        assertThat(fingerprints(a.get("/api/v1/alerts?severity=critical"))).containsExactly("f2");
        assertThat(fingerprints(a.get("/api/v1/alerts?job=job-1"))).containsExactly("f1");
    }

    @Test
    void aRowIsShortAndAJobIsWhole() throws Exception {
        JobHealth job = Jobs.job("job-a b/c").alert("loss_spike", "WARNING").build();
        a.states.add(0, job);
        JsonNode row = JSON.readTree(
                        a.get("/api/v1/jobs?kind=loss_spike&limit=500").body())
                .get("jobs")
                .get(2);
        assertThat(row.has("curves")).isFalse();
        assertThat(row.get("alerts_warning").asInt()).isEqualTo(1);
        JsonNode whole = JSON.readTree(b.get("/api/v1/jobs/job-a%20b%2Fc").body());
        assertThat(whole.get("job_id").asText()).isEqualTo("job-a b/c");
        assertThat(whole.get("curves").get(0).get("series").asText()).isEqualTo("loss");
        assertThat(whole.get("updated_at").asText()).isEqualTo("1970-01-01T00:00:00Z");
    }

    private static List<String> ids(HttpResponse<String> answer) throws IOException {
        return texts(answer, "jobs", "job_id");
    }

    private static List<String> fingerprints(HttpResponse<String> answer) throws IOException {
        return texts(answer, "alerts", "fingerprint");
    }

    private static List<String> texts(HttpResponse<String> answer, String list, String field) throws IOException {
        return StreamSupport.stream(JSON.readTree(answer.body()).get(list).spliterator(), false)
                .map(row -> row.get(field).asText())
                .toList();
    }
}
