package io.descentry.it.alertmanager;

import static io.descentry.avro.AlertSeverity.CRITICAL;
import static io.descentry.avro.AlertSeverity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.it.support.KafkaEnvironment;
import io.descentry.it.support.NativeServer;
import io.descentry.it.support.NativeTools;
import io.descentry.it.support.Prepared;
import io.descentry.it.support.ServiceProcess;
import io.descentry.it.support.Webhook;
import io.descentry.registry.SchemaRegistries;
import io.descentry.standalone.cli.Main;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people are told of alerts, by a real Alertmanager with the configuration that is deployed, and its times made short. */
class AlertmanagerIT {
    private static final Duration LONG = Duration.ofSeconds(60);
    /** Several intervals of groups: what would be told twice is told by then. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private final KafkaEnvironment kafka = KafkaEnvironment.shared();
    private final String project = "project-" + UUID.randomUUID();

    private final int metricsPort = NativeServer.freePort();

    @TempDir
    private Path directory;

    AlertmanagerIT() throws IOException {}

    @Test
    void everybody_is_told_once_whoever_is_killed_meanwhile() throws Exception {
        Path program = NativeTools.find("prometheus-alertmanager");
        try (var registry = SchemaRegistries.create(Map.of("schema.registry.url", kafka.registryUrl()))) {
            Prepared.on(kafka, registry);
            try (var webhook = new Webhook();
                    var alertmanager = alertmanager(program, webhook);
                    var bridge = bridge(alertmanager.address());
                    var table = new AlertTable(kafka.bootstrapServers(), registry, project)) {
                alertmanager.start();
                bridge.start();

                // Two jobs with the same illness are one message; an incident calls once, and its jobs do not.
                table.opens("TrainingLossSpike", "a", WARNING);
                table.opens("TrainingLossSpike", "b", WARNING);
                table.opens("TrainingDeadRelu", "g", WARNING);
                table.opens("FleetIncident", "", CRITICAL);
                String incident = table.fingerprint("FleetIncident", "");
                for (String job : List.of("c", "d", "e")) {
                    table.joins("TrainingNonFinite", job, CRITICAL, incident);
                }
                List<String> told = new ArrayList<>(List.of(
                        "pager: FleetIncident none firing",
                        "working-hours: TrainingDeadRelu g firing",
                        "working-hours: TrainingLossSpike a firing, TrainingLossSpike b firing"));
                await().atMost(LONG).untilAsserted(() -> saysExactly(webhook, told));
                await().atMost(LONG).until(() -> muted(alertmanager).equals(List.of("c", "d", "e")));

                // Alertmanager dies. Meanwhile alerts end, one begins, and the bridge dies too and starts anew.
                awaitNotesOnDisk();
                alertmanager.kill();
                table.ends("TrainingLossSpike", "a");
                table.ends("TrainingDeadRelu", "g");
                table.opens("TrainingOverfitting", "f", WARNING);
                bridge.kill();
                table.ends("TrainingNonFinite", "c");
                bridge.start();
                alertmanager.start();
                told.add("working-hours: TrainingDeadRelu g resolved");
                told.add("working-hours: TrainingLossSpike a resolved, TrainingLossSpike b firing");
                told.add("working-hours: TrainingOverfitting f firing");
                await().atMost(LONG).untilAsserted(() -> saysExactly(webhook, told));
                await().atMost(LONG).until(() -> muted(alertmanager).equals(List.of("d", "e")));

                // An end is posted for a while longer, and nobody hears of it again.
                await().atMost(LONG).until(() -> metrics().contains("descentry_bridge_ends 0.0"));
                await().during(QUIET).atMost(LONG).untilAsserted(() -> saysExactly(webhook, told));

                // All is over.
                for (String job : List.of("d", "e")) {
                    table.ends("TrainingNonFinite", job);
                }
                table.ends("FleetIncident", "");
                table.ends("TrainingLossSpike", "b");
                table.ends("TrainingOverfitting", "f");
                told.add("pager: FleetIncident none resolved");
                told.add("working-hours: TrainingLossSpike b resolved");
                told.add("working-hours: TrainingOverfitting f resolved");
                await().atMost(LONG).untilAsserted(() -> saysExactly(webhook, told));
                await().during(QUIET).atMost(LONG).untilAsserted(() -> saysExactly(webhook, told));
                textsAreThere(webhook);
                assertThat(bridge.stop()).as("exit code after SIGTERM").isEqualTo(143);
            }
        }
    }

    /** Alertmanager writes down whom it told now and then; one that dies before that tells it again. */
    private void awaitNotesOnDisk() throws Exception {
        Path notes = directory.resolve("alertmanager").resolve("nflog");
        Instant told = Instant.now();
        await().atMost(LONG)
                .until(() -> Files.exists(notes)
                        && Files.getLastModifiedTime(notes).toInstant().isAfter(told));
    }

    private String metrics() throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"));
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.ofString())
                .body();
    }

    private void saysExactly(Webhook webhook, List<String> told) {
        assertThat(webhook.about(project)).containsExactlyInAnyOrderElementsOf(told);
    }

    private void textsAreThere(Webhook webhook) {
        JsonNode alert = webhook.messages(project).get(0).json().path("alerts").path(0);
        assertThat(alert.path("annotations").path("summary").asText()).startsWith("Summary of ");
        assertThat(alert.path("annotations").path("steps").asText("100 to 110")).isEqualTo("100 to 110");
        assertThat(alert.path("labels").path("cluster").asText()).isEqualTo("north");
        assertThat(alert.path("labels").path("owner").asText()).isEqualTo("none");
    }

    /** Jobs of which an alert is muted. */
    private List<String> muted(NativeServer alertmanager) throws Exception {
        String answer = alertmanager.get("/api/v2/alerts?filter=project%3D%22" + project + "%22");
        List<String> jobs = new ArrayList<>();
        for (JsonNode alert : new ObjectMapper().readTree(answer.substring(answer.indexOf(' ')))) {
            if (!alert.path("status").path("inhibitedBy").isEmpty()) {
                jobs.add(alert.path("labels").path("job_id").asText());
            }
        }
        return jobs.stream().sorted().toList();
    }

    private NativeServer alertmanager(Path program, Webhook webhook) throws Exception {
        String deployed = Files.readString(Path.of("..", "deploy", "alertmanager", "alertmanager.yml"));
        Path config = directory.resolve("alertmanager.yml");
        Files.writeString(
                config,
                deployed.replace("http://127.0.0.1:9095", webhook.address())
                        .replace("group_wait: 45s", "group_wait: 2s")
                        .replace("group_interval: 5m", "group_interval: 2s"));
        int port = NativeServer.freePort();
        return new NativeServer(
                "alertmanager",
                URI.create("http://127.0.0.1:" + port),
                List.of(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.path=" + directory.resolve("alertmanager"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--cluster.listen-address=",
                        // Whom it told is on disk soon enough to survive a kill.
                        "--data.maintenance-interval=1s"));
    }

    private ServiceProcess bridge(URI alertmanager) throws Exception {
        String id = "bridge-" + project;
        return new ServiceProcess(
                id,
                id,
                directory,
                kafka,
                Map.of(
                        "server.port", Integer.toString(metricsPort),
                        "alertmanager.url", alertmanager.toString(),
                        "alertmanager.resend.ms", "1000",
                        "alertmanager.ends.after.ms", "60000",
                        "alertmanager.keep.ms", "3000",
                        "alertmanager.retry.ms", "200",
                        "alertmanager.retry.max.ms", "1000"),
                file -> List.of(Main.class.getName(), "bridge-alertmanager", "--config", file.toString()));
    }
}
