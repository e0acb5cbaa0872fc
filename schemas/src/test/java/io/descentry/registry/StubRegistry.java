package io.descentry.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;

/** As much of the REST protocol as the client's tests need: schemas by id and subject, and answers set in advance. */
public final class StubRegistry implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What to answer instead, once. */
    record Scripted(int status, String body) {}

    /** One request as it came. */
    record Request(String method, String path, String authorization, String body) {}

    final Queue<Scripted> script = new ConcurrentLinkedQueue<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();
    final Map<String, String> fixed = new ConcurrentHashMap<>();
    private final List<String> texts = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new ConcurrentHashMap<>();
    private final HttpServer server;

    public StubRegistry() throws IOException {
        this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    StubRegistry(HttpServer server) {
        this.server = server;
        server.createContext("/", this::handle);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://localhost:" + port();
    }

    /** Where nobody listens any more. */
    static String deadUrl() throws IOException {
        try (StubRegistry dead = new StubRegistry()) {
            return dead.url();
        }
    }

    /** Gives a schema text an id, outside of any subject. */
    public synchronized int add(String text) {
        Schema schema = new Schema.Parser().parse(text);
        for (int i = 0; i < texts.size(); i++) {
            if (new Schema.Parser().parse(texts.get(i)).equals(schema)) {
                return i + 1;
            }
        }
        texts.add(text);
        return texts.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            requests.add(
                    new Request(exchange.getRequestMethod(), path, authorization == null ? "" : authorization, body));
            Scripted next = script.poll();
            Scripted answer = next != null ? next : answer(path, body);
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Scripted answer(String path, String body) throws IOException {
        String set = fixed.get(path);
        if (set != null) {
            return new Scripted(200, set);
        }
        String[] parts = path.split("/", -1);
        if (path.startsWith("/schemas/ids/")) {
            int id = Integer.parseInt(parts[3]);
            return id < 1 || id > texts.size()
                    ? error(404, 40403, "Schema not found")
                    : ok(JSON.createObjectNode().put("schema", texts.get(id - 1)));
        }
        if (path.startsWith("/compatibility/")) {
            return ok(JSON.createObjectNode().put("is_compatible", true));
        }
        return subject(parts, JSON.readTree(body).path("schema"));
    }

    private Scripted subject(String[] parts, JsonNode schema) {
        String subject = parts[2];
        List<Integer> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
        int id = add(schema.asText());
        if (!versions.contains(id)) {
            if (parts.length == 3) {
                return error(404, 40403, "Schema not found");
            }
            versions.add(id);
        }
        ObjectNode answer = JSON.createObjectNode().put("id", id);
        return ok(answer.put("subject", subject)
                .put("version", versions.indexOf(id) + 1)
                .put("schema", texts.get(id - 1)));
    }

    private static Scripted ok(JsonNode answer) {
        return new Scripted(200, answer.toString());
    }

    private static Scripted error(int status, int code, String message) {
        return new Scripted(
                status,
                JSON.createObjectNode()
                        .put("error_code", code)
                        .put("message", message)
                        .toString());
    }
}
