package io.descentry.it.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.descentry.it.support.NativeServer;
import io.descentry.it.support.NativeTools;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A real Prometheus with the configuration and the rules that are deployed, which only looks more often. */
public final class PrometheusServer implements AutoCloseable {
    private static final Path DEPLOYED = Path.of("..", "deploy", "prometheus");
    private static final Pattern LEGEND = Pattern.compile("\\{\\{(\\w+)}}");

    private final NativeServer server;

    private PrometheusServer(NativeServer server) {
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param service where the service answers
     * @param bridge where the bridge to Alertmanager does
     * @param alertmanager where that one does
     */
    public static PrometheusServer start(Path directory, URI service, URI bridge, URI alertmanager)
            throws IOException, InterruptedException {
        Path program = NativeTools.find("prometheus");
        for (String rules : List.of("recording-rules.yml", "alerting-rules.yml")) {
            Files.copy(DEPLOYED.resolve(rules), directory.resolve(rules));
        }
        Path config = directory.resolve("prometheus.yml");
        Files.writeString(
                config,
                Files.readString(DEPLOYED.resolve("prometheus.yml"))
                        .replace("'descentry:8080'", "'" + service.getAuthority() + "'")
                        .replace("'descentry-bridge:8080'", "'" + bridge.getAuthority() + "'")
                        .replace("'alertmanager:9093'", "'" + alertmanager.getAuthority() + "'")
                        .replace("interval: 15s", "interval: 1s"));
        URI address = URI.create("http://127.0.0.1:" + NativeServer.freePort());
        var server = new NativeServer(
                "prometheus",
                address,
                List.of(
                        program.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("prometheus"),
                        "--web.listen-address=" + address.getAuthority()));
        server.start();
        return new PrometheusServer(server);
    }

    /** Points of all series of a query, second by second, as rows with {@code time}, {@code metric} and {@code value}. */
    public List<Map<String, @Nullable Object>> range(String query, String legend, Instant from, Instant to)
            throws IOException, InterruptedException {
        JsonNode data = ask("query_range?start=" + from.getEpochSecond() + "&end=" + to.getEpochSecond()
                + "&step=1&query=" + encoded(query));
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (JsonNode series : data.path("result")) {
            String name = named(series.path("metric"), legend);
            for (JsonNode point : series.path("values")) {
                double value = number(point);
                if (Double.isFinite(value)) {
                    Map<String, @Nullable Object> row = new LinkedHashMap<>();
                    row.put("time", point.path(0).asDouble() * 1_000);
                    row.put("metric", name);
                    row.put("value", value);
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** What a query gives now, as rows of labels and {@code Value}. */
    public List<Map<String, @Nullable Object>> now(String query) throws IOException, InterruptedException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (JsonNode series : ask("query?query=" + encoded(query)).path("result")) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            series.path("metric").properties().forEach(label -> {
                if (!label.getKey().equals("__name__")) {
                    row.put(label.getKey(), label.getValue().asText());
                }
            });
            row.put("Value", number(series.path("value")));
            rows.add(row);
        }
        return rows;
    }

    /** Names of all metrics that it has. */
    public Set<String> names() throws IOException, InterruptedException {
        TreeSet<String> names = new TreeSet<>();
        ask("label/__name__/values").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** Rules that it could not evaluate, or did not yet. */
    public List<String> unevaluatedRules() throws IOException, InterruptedException {
        List<String> rules = new ArrayList<>();
        for (JsonNode group : ask("rules").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (!rule.path("health").asText().equals("ok")) {
                    rules.add(rule.path("name").asText() + " "
                            + rule.path("lastError").asText());
                }
            }
        }
        return rules;
    }

    /** Names of alerts whose condition holds, for however short. */
    public Set<String> alerts() throws IOException, InterruptedException {
        TreeSet<String> names = new TreeSet<>();
        ask("alerts")
                .path("alerts")
                .forEach(alert ->
                        names.add(alert.path("labels").path("alertname").asText()));
        return names;
    }

    private static String named(JsonNode labels, String legend) {
        return LEGEND.matcher(legend)
                .replaceAll(match -> labels.path(match.group(1)).asText());
    }

    private static double number(JsonNode point) {
        String text = point.path(1).asText();
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private JsonNode ask(String path) throws IOException, InterruptedException {
        String answer = server.get("/api/v1/" + path);
        if (!answer.startsWith("200 ")) {
            throw new IOException(path + ": " + answer);
        }
        return new ObjectMapper().readTree(answer.substring(4)).path("data");
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
