package io.descentry.it.sink;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.it.prometheus.PrometheusServer;
import io.descentry.it.support.KafkaEnvironment;
import io.descentry.it.support.NativeServer;
import io.descentry.it.support.NativeTools;
import io.descentry.it.support.ServiceProcess;
import io.descentry.it.support.Webhook;
import io.descentry.standalone.cli.Main;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Prometheus, Alertmanager, the bridge and a receiver, with the files that are deployed and their times made short. */
@SuppressWarnings("try") // Whoever waits at the end for a process may be interrupted.
final class Monitoring implements AutoCloseable {
    private static final Path DEPLOYED = Path.of("..", "deploy");

    final Webhook webhook = new Webhook();
    final NativeServer alertmanager;
    final PrometheusServer prometheus;
    final ServiceProcess bridge;

    /** @param service host:port of its metrics */
    Monitoring(Path directory, KafkaEnvironment kafka, String service) throws Exception {
        alertmanager = alertmanager(directory);
        String bridgeAddress = "127.0.0.1:" + NativeServer.freePort();
        bridge = bridge(directory, kafka, bridgeAddress);
        prometheus = PrometheusServer.start(
                directory,
                URI.create("http://" + service),
                URI.create("http://" + bridgeAddress),
                alertmanager.address());
    }

    void start() throws IOException {
        alertmanager.start();
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
                "descentry-bridge",
                "descentry",
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

    /** Fingerprints of alerts that Alertmanager knows and keeps to itself, since an incident has said it. */
    Set<String> muted() throws IOException, InterruptedException {
        String answer = alertmanager.get("/api/v2/alerts?inhibited=true&active=false");
        Set<String> muted = new TreeSet<>();
        new ObjectMapper()
                .readTree(answer.substring(answer.indexOf(' ')))
                .forEach(alert -> muted.add(alert.at("/labels/fingerprint").asText()));
        return muted;
    }

    @Override
    public void close() {
        bridge.close();
        prometheus.close();
        alertmanager.close();
        webhook.close();
    }
}
