package io.descentry.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.avro.StepSummary;
import io.descentry.it.support.LocalClusterProcess;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.ServiceProcess;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two instances share the jobs, and whichever is asked answers for all of them, or says that it cannot. */
class JobsApiIT {
    private static final Logger LOG = LoggerFactory.getLogger(JobsApiIT.class);
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int JOBS = 24;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void any_instance_answers_for_all_jobs_and_never_for_half(@TempDir Path directory) throws Exception {
        try (var kafka = LocalClusterProcess.temporary();
                var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()))) {
            Prepared.on(kafka, registry);
            publish(kafka.bootstrapServers(), registry);
            String here = "127.0.0.1:" + freePort();
            String there = "127.0.0.1:" + freePort();
            try (var first = instance(directory, kafka, here);
                    var second = instance(directory, kafka, there)) {
                first.start();
                second.start();
                await().atMost(LONG).until(() -> spread(here) && spread(there));
                for (String asked : List.of(here, there)) {
                    await().atMost(LONG)
                            .until(() -> get(asked, "/api/v1/jobs").statusCode() == 200 && total(asked) == JOBS);
                    for (String job : jobs()) {
                        HttpResponse<String> answer = get(asked, "/api/v1/jobs/" + job);
                        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                        assertThat(JSON.readTree(answer.body()).get("job_id").asText())
                                .isEqualTo(job);
                    }
                    assertThat(get(asked, "/api/v1/jobs/nobody").statusCode()).isEqualTo(404);
                    await().atMost(LONG).until(() -> openAlerts(asked).equals(List.of("job-7 non_finite")));
                }
                measure(here, there);

                second.kill();
                HttpResponse<String> half = get(here, "/api/v1/jobs");
                assertThat(half.statusCode()).as(half.body()).isEqualTo(503);
                assertThat(half.headers().firstValue("Retry-After")).isPresent();
                assertThat(JSON.readTree(half.body()).path("missing").path("instances"))
                        .containsExactly(JSON.getNodeFactory().textNode("http://" + there));
                assertThat(openAlerts(here)).containsExactly("job-7 non_finite");
                await().atMost(LONG).until(() -> {
                    HttpResponse<String> answer = get(here, "/api/v1/jobs");
                    if (answer.statusCode() == 503) {
                        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                        return false;
                    }
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(total(here)).as("never half of the jobs").isEqualTo(JOBS);
                    return true;
                });
                for (String job : jobs()) {
                    assertThat(get(here, "/api/v1/jobs/" + job).statusCode()).isEqualTo(200);
                }
            }
        }
    }

    private static ServiceProcess instance(Path directory, LocalClusterProcess kafka, String address)
            throws IOException {
        String port = address.substring(address.indexOf(':') + 1);
        Path own = Files.createDirectories(directory.resolve(port));
        return new ServiceProcess("jobs-api", own, kafka, Map.of("server.port", port, "health.interval.ms", "200"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static List<String> jobs() {
        return IntStream.range(0, JOBS).mapToObj(i -> "job-" + i).toList();
    }

    /** Every job makes three steps; one of them ends in NaN. */
    private static void publish(String bootstrapServers, SchemaRegistry registry) throws Exception {
        var encoder = new RecordEncoder<StepSummary>(Topic.STEPS, registry);
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                new StringSerializer(),
                new ByteArraySerializer())) {
            for (String job : jobs()) {
                for (int step = 0; step < 3; step++) {
                    StepSummary summary = StepSummary.newBuilder()
                            .setJobId(job)
                            .setStep(step)
                            .setTime(Instant.now())
                            .setLoss(job.equals("job-7") && step == 2 ? Double.NaN : 2.0)
                            .build();
                    producer.send(new ProducerRecord<>(Topic.STEPS.topicName(), job, encoder.encode(summary)))
                            .get();
                }
            }
        }
    }

    /** Whether an instance has some of the jobs and not all. */
    private boolean spread(String address) throws Exception {
        try {
            HttpResponse<String> part = get(address, "/api/v1/jobs", "Descentry-Forwarded", "1");
            if (part.statusCode() != 200) {
                return false;
            }
            int own = JSON.readTree(part.body()).get("jobs").size();
            return own > 0 && own < JOBS;
        } catch (IOException notYet) {
            return false;
        }
    }

    private int total(String address) throws Exception {
        JsonNode list = JSON.readTree(get(address, "/api/v1/jobs?limit=500").body());
        return list.path("jobs").size();
    }

    private List<String> openAlerts(String address) throws Exception {
        HttpResponse<String> answer = get(address, "/api/v1/alerts?severity=critical");
        List<String> alerts = new ArrayList<>();
        JSON.readTree(answer.body())
                .path("alerts")
                .forEach(alert -> alerts.add(
                        alert.get("job_id").asText() + " " + alert.get("kind").asText()));
        return alerts;
    }

    /** Figures for docs/performance.md, in the log. */
    private void measure(String here, String there) throws Exception {
        JsonNode own = JSON.readTree(
                get(here, "/api/v1/jobs", "Descentry-Forwarded", "1").body());
        JsonNode others = JSON.readTree(
                get(there, "/api/v1/jobs", "Descentry-Forwarded", "1").body());
        time("a job of the instance asked", here, "/api/v1/jobs/" + first(own));
        time("a job of another instance", here, "/api/v1/jobs/" + first(others));
        time("a list from two instances", here, "/api/v1/jobs");
    }

    private static String first(JsonNode part) {
        return part.get("jobs").get(0).get("job_id").asText();
    }

    private void time(String what, String address, String path) throws Exception {
        int times = 300;
        long[] micros = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            assertThat(get(address, path).statusCode()).isEqualTo(200);
            micros[i] = (System.nanoTime() - start) / 1_000;
        }
        Arrays.sort(micros);
        LOG.info("{}: median {} us, p99 {} us", what, micros[times / 2], micros[times * 99 / 100]);
    }

    private HttpResponse<String> get(String address, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
