package io.descentry.it.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.it.support.KafkaEnvironment;
import io.descentry.it.support.NativeServer;
import io.descentry.it.support.NativeTools;
import io.descentry.it.support.ServiceProcess;
import io.descentry.it.support.Webhook;
import io.descentry.standalone.cli.Main;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Prometheus, Alertmanager, the bridge and a receiver, with the files that are deployed and their times made short. */
final class Monitoring implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DEPLOYED = Path.of("..", "deploy");

    final Webhook webhook = new Webhook();
    final NativeServer alertmanager;
    final NativeServer prometheus;
    final ServiceProcess bridge;

    /** @param service host:port of its metrics */
    Monitoring(Path directory, KafkaEnvironment kafka, String service) throws Exception {
        alertmanager = alertmanager(directory);
        String bridgeAddress = "127.0.0.1:" + NativeServer.freePort();
        bridge = bridge(directory, kafka, bridgeAddress);
        prometheus = prometheus(directory, service, bridgeAddress);
    }

    void start() throws IOException {
        alertmanager.start();
        prometheus.start();
        bridge.start();
    }

    private NativeServer alertmanager(Path directory) throws Exception {
        Path config = directory.resolve("alertmanager.yml");
        Files.writeString(
                config,
                Files.readString(DEPLOYED.resolve("alertmanager/alertmanager.yml"))
                        .replace("http://127.0.0.1:9095", webhook.address())
                        .replace("group_wait: 45s", "group_wait: 2s")
                        .replace("group_interval: 5m", "group_interval: 3s"));
        String address = "127.0.0.1:" + NativeServer.freePort();
        return new NativeServer(
                "alertmanager",
                URI.create("http://" + address),
                List.of(
                        NativeTools.find("prometheus-alertmanager").toString(),
                        "--config.file=" + config,
                        "--storage.path=" + directory.resolve("alertmanager"),
                        "--web.listen-address=" + address,
                        "--cluster.listen-address="));
    }

    private ServiceProcess bridge(Path directory, KafkaEnvironment kafka, String address) throws IOException {
        return new ServiceProcess(
                "check-bridge",
                "check",
                directory,
                kafka,
                Map.of(
                        "server.port", address.substring(address.lastIndexOf(':') + 1),
                        "alertmanager.url", alertmanager.address().toString(),
                        "alertmanager.resend.ms", "2000",
                        "alertmanager.ends.after.ms", "60000",
                        "alertmanager.retry.max.ms", "1000"),
                file -> List.of(Main.class.getName(), "bridge-alertmanager", "--config", file.toString()));
    }

    private NativeServer prometheus(Path directory, String service, String bridgeAddress) throws Exception {
        Path folder = Files.createDirectories(directory.resolve("prometheus"));
        try (Stream<Path> files = Files.list(DEPLOYED.resolve("prometheus"))) {
            for (Path file : files.toList()) {
                Files.writeString(
                        folder.resolve(file.getFileName()),
                        Files.readString(file)
                                .replace("descentry:8080", service)
                                .replace("descentry-bridge:8080", bridgeAddress)
                                .replace("alertmanager:9093", alertmanager.address().getAuthority())
                                .replace("_interval: 15s", "_interval: 1s"));
            }
        }
        String address = "127.0.0.1:" + NativeServer.freePort();
        return new NativeServer(
                "prometheus",
                URI.create("http://" + address),
                List.of(
                        NativeTools.find("prometheus").toString(),
                        "--config.file=" + folder.resolve("prometheus.yml"),
                        "--storage.tsdb.path=" + directory.resolve("prometheus-data"),
                        "--web.listen-address=" + address));
    }

    /** What a query returns now: one row for each series. */
    List<Map<String, Object>> query(String promql) throws IOException, InterruptedException {
        JsonNode answer = json("/api/v1/query?query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8));
        List<Map<String, Object>> rows = new ArrayList<>();
        for (JsonNode series : answer.at("/data/result")) {
            rows.add(Map.of(
                    "metric", series.path("metric").path("instance").asText(),
                    "time", java.sql.Timestamp.from(java.time.Instant.ofEpochSecond(series.at("/value/0").asLong())),
                    "value", Double.parseDouble(series.at("/value/1").asText())));
        }
        return rows;
    }

    /** All rules with how their last evaluation went. */
    List<JsonNode> rules() throws IOException, InterruptedException {
        List<JsonNode> rules = new ArrayList<>();
        json("/api/v1/rules").at("/data/groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        String answer = prometheus.get(path);
        if (!answer.startsWith("200 ")) {
            throw new IOException(path + ": " + answer);
        }
        return JSON.readTree(answer.substring(4));
    }

    @Override
    public void close() throws Exception {
        bridge.close();
        prometheus.close();
        alertmanager.close();
        webhook.close();
    }
}
