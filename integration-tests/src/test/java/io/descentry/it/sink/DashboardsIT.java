package io.descentry.it.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.descentry.app.bridge.Bridge;
import io.descentry.app.settings.Settings;
import io.descentry.avro.AlertEvent;
import io.descentry.avro.DetectorSettings;
import io.descentry.avro.StepSummary;
import io.descentry.corpus.Publisher;
import io.descentry.corpus.QuickMotion;
import io.descentry.corpus.cluster.Bases;
import io.descentry.corpus.cluster.ClusterPlan;
import io.descentry.corpus.cluster.FleetFault;
import io.descentry.corpus.cluster.SimulatedCluster;
import io.descentry.it.prometheus.PrometheusServer;
import io.descentry.it.prometheus.Promised;
import io.descentry.it.support.CommittedAlerts;
import io.descentry.it.support.GroupLag;
import io.descentry.it.support.ServiceProcess;
import io.descentry.schemas.Topic;
import io.descentry.wire.RecordEncoder;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A cluster is judged by the real service, and every panel has something to show of it. */
@ExtendWith(SinkStack.Shared.class)
class DashboardsIT {
    private static final Duration LENGTH = Duration.ofMinutes(6);
    private static final double SPEED = 20;
    private static final Path IMAGES = Path.of("..", "docs", "images");

    /** Rows that the other tests of the stack write are none of this cluster. */
    private static final String OURS = " WHERE job_id NOT LIKE 'sink-%'";

    @Test
    void every_panel_has_something_to_show(@TempDir Path directory, SinkStack stack) throws Exception {
        Instant begun = Instant.now();
        Instant start = begun.minus(LENGTH);
        String address = "http://127.0.0.1:" + freePort();
        Map<String, String> settings = Map.of(
                "server.port",
                address.substring(address.lastIndexOf(':') + 1),
                "health.interval.ms",
                "200",
                // Nobody is killed here, and a busy machine is no reason to abort.
                "kafka.producer.transaction.timeout.ms",
                "60000",
                "kafka.session.timeout.ms",
                "45000");
        try (var service = new ServiceProcess("dashboards", directory, stack.kafka, settings);
                var bridge = bridge(stack);
                var prometheus = PrometheusServer.start(directory, URI.create(address), bridge.address());
                var admin = Admin.create(Map.of("bootstrap.servers", stack.kafka.bootstrapServers()));
                var alerts = new CommittedAlerts(stack.kafka.bootstrapServers(), stack.registry)) {
            service.start();
            await().atMost(SinkStack.LONG).until(() -> isReady(address));
            publish(stack, start);
            var lag = new GroupLag(admin, "dashboards");
            await().atMost(SinkStack.LONG).until(() -> lag.records() == 0);
            await().atMost(SinkStack.LONG).until(() -> alerts.atEnd(admin) && storesAll(stack, alerts.poll()));

            await().atMost(SinkStack.LONG)
                    .until(() -> !stack.database.values(jobToShow()).isEmpty());
            Grafana grafana = grafana(stack, start);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(prometheus.names()).containsAll(Promised.metrics()));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(
                            () -> assertThat(prometheus.unevaluatedRules()).isEmpty());
            // The bridge has no Alertmanager here, which is noticed; the service is well, and that too.
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(prometheus.alerts())
                            .containsExactly("DescentryBridgeCannotDeliver", "DescentryBridgeNotReady"));
            for (Dashboard dashboard : Dashboard.all()) {
                for (Dashboard.Query query : dashboard.queries()) {
                    if (query.sql()) {
                        String sql = grafana.expand(query.text());
                        await().atMost(Duration.ofSeconds(30))
                                .untilAsserted(() -> assertThat(stack.database.query(sql))
                                        .as("%s: %s", query, sql)
                                        .isNotEmpty());
                    } else {
                        await().atMost(Duration.ofSeconds(30))
                                .untilAsserted(() -> assertThat(asked(prometheus, query, begun))
                                        .as("%s: %s", query, query.text())
                                        .isNotEmpty());
                    }
                }
                draw(stack, grafana, prometheus, begun, dashboard);
            }
        }
    }

    private static void publish(SinkStack stack, Instant start) throws Exception {
        var plan = new ClusterPlan(60, 8, start, LENGTH, 3, EnumSet.of(FleetFault.BAD_HOST), 0.05);
        SimulatedCluster cluster = SimulatedCluster.of(plan, Bases.in(Path.of("..", "corpus", "data")));
        var clock = new QuickMotion(Clock.systemUTC(), start, start.plus(LENGTH), SPEED);
        clock.begin();
        var stream = cluster.open();
        Map<String, Object> kafka = Map.of("bootstrap.servers", stack.kafka.bootstrapServers());
        try (var publisher = Publisher.to(kafka, stack.registry);
                var producer = new KafkaProducer<>(kafka, new StringSerializer(), new ByteArraySerializer())) {
            publisher.sendInTime(stream::read, clock, (record, sent, total) -> {});
            // What cannot be read is a dead letter, what comes twice is ignored: the service counts both.
            byte[] step = new RecordEncoder<StepSummary>(Topic.STEPS, stack.registry)
                    .encode(StepSummary.newBuilder()
                            .setJobId("twice")
                            .setStep(0)
                            .setTime(start)
                            .setLoss(1.0)
                            .build());
            for (byte[] value : List.of(new byte[] {1, 2, 3}, step, step)) {
                producer.send(new ProducerRecord<>(Topic.STEPS.topicName(), "twice", value))
                        .get();
            }
            byte[] settings = new RecordEncoder<DetectorSettings>(Topic.SETTINGS, stack.registry)
                    .encode(DetectorSettings.newBuilder()
                            .setScope("project:nobodys")
                            .setSettings(Map.of("loss_spike.sigmas", "7"))
                            .setTime(start)
                            .build());
            producer.send(new ProducerRecord<>(Topic.SETTINGS.topicName(), "project:nobodys", settings))
                    .get();
        }
    }

    /** Every event that a committed reader sees has its row, and no row is there besides. */
    private static boolean storesAll(SinkStack stack, List<AlertEvent> events) throws Exception {
        Set<Object> published = events.stream()
                .filter(event -> !event.getJobId().startsWith("sink-"))
                .map(AlertEvent::getEventId)
                .collect(Collectors.toSet());
        Set<@Nullable Object> stored = new TreeSet<>(stack.database.values("SELECT event_id FROM alert_events" + OURS));
        return !published.isEmpty() && stored.equals(published);
    }

    /** The job of which there is most to see. */
    private static String jobToShow() {
        return "SELECT a.job_id FROM alert_regions a JOIN job_progress p USING (job_id)"
                + " WHERE job_id IN (SELECT job_id FROM job_evaluations) AND job_id IN (SELECT job_id FROM layer_samples)"
                + " AND job_id IN (SELECT job_id FROM job_curves WHERE series = 'grad_norm')"
                + " AND jsonb_array_length(a.causes) > 0 AND a.severity <> 'INFO' AND p.steps_per_second IS NOT NULL"
                + " GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1";
    }

    private static Grafana grafana(SinkStack stack, Instant start) throws Exception {
        Map<String, List<String>> variables = new HashMap<>();
        variables.put(
                "job", List.of(String.valueOf(stack.database.values(jobToShow()).get(0))));
        variables.put("statistic", List.of("grad_norm"));
        List<String> projects = new ArrayList<>();
        for (Object project : stack.database.values("SELECT DISTINCT coalesce(project, '(none)') FROM job_health")) {
            projects.add(String.valueOf(project));
        }
        variables.put("project", projects);
        return new Grafana(start, start.plus(LENGTH).plusSeconds(60), variables);
    }

    /** What Prometheus answers a panel, seen over the time since the test began. */
    private static List<Map<String, @Nullable Object>> asked(
            PrometheusServer prometheus, Dashboard.Query query, Instant begun) throws Exception {
        String text = query.text().replace("$service", "descentry").replace("$__rate_interval", "20s");
        return prometheus.range(text, query.legend(), begun, Instant.now());
    }

    /** It tells nobody: its metrics are wanted here. */
    private static Bridge bridge(SinkStack stack) throws Exception {
        return Bridge.start(Settings.of(Map.of(
                "kafka.bootstrap.servers",
                stack.kafka.bootstrapServers(),
                "schema.registry.url",
                stack.kafka.registryUrl(),
                "kafka.application.id",
                "dashboards",
                "server.port",
                "0",
                "alertmanager.url",
                "http://127.0.0.1:" + freePort())));
    }

    /** Pictures are made anew for the documentation with -Dtest.jvm.options=-Dapprove=true. */
    private static void draw(
            SinkStack stack, Grafana grafana, PrometheusServer prometheus, Instant begun, Dashboard dashboard)
            throws Exception {
        Sketch sketch = new Sketch(dashboard.title());
        for (JsonNode panel : dashboard.panels()) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            for (Dashboard.Query query : dashboard.queries(panel)) {
                if (query.sql()) {
                    rows.addAll(stack.database.query(grafana.expand(query.text())));
                } else if (panel.path("type").asText().equals("timeseries")) {
                    rows.addAll(asked(prometheus, query, begun));
                } else {
                    rows.addAll(now(prometheus, panel, query));
                }
            }
            sketch.draw(panel, rows);
        }
        Path folder = Boolean.getBoolean("approve") ? IMAGES : Path.of("target", "images");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("dashboard-" + dashboard.name() + ".svg"), sketch.svg());
    }

    /** What a panel shows that looks at this moment: labels and value as a table, or the value alone. */
    private static List<Map<String, @Nullable Object>> now(
            PrometheusServer prometheus, JsonNode panel, Dashboard.Query query) throws Exception {
        List<Map<String, @Nullable Object>> rows = prometheus.now(query.text().replace("$service", "descentry"));
        if (panel.path("type").asText().equals("table")) {
            return rows;
        }
        Map<String, @Nullable Object> value = new HashMap<>();
        value.put(query.legend(), rows.get(0).get("Value"));
        return List.of(value);
    }

    private static boolean isReady(String address) {
        try {
            return get(address + "/health/ready").startsWith("200");
        } catch (IOException | InterruptedException notYet) {
            return false;
        }
    }

    private static String get(String address) throws IOException, InterruptedException {
        var answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), BodyHandlers.ofString());
        return answer.statusCode() + "\n" + answer.body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
