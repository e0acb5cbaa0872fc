package io.descentry.it.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Who is told by Alertmanager in the end. */
public final class Webhook implements AutoCloseable {
    private final HttpServer server;
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    /**
     * One message about a group.
     *
     * @param receiver as which it was told
     */
    public record Message(String receiver, JsonNode json) {

        /** The alerts in it of one project as {@code name subject status}. */
        public List<String> alerts() {
            return json.path("alerts")
                    .valueStream()
                    .map(alert -> alert.path("labels").path("alertname").asText() + " "
                            + alert.path("labels").path("job_id").asText() + " "
                            + alert.path("status").asText())
                    .sorted()
                    .toList();
        }

        public String project() {
            return json.path("groupLabels").path("project").asText();
        }
    }

    public Webhook() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode json = new ObjectMapper().readTree(exchange.getRequestBody());
            messages.add(new Message(exchange.getRequestURI().getPath().substring(1), json));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All messages so far. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** All messages about a project so far, as {@code receiver: alerts}. */
    public List<String> about(String project) {
        return messages.stream()
                .filter(message -> message.project().equals(project))
                .map(message -> message.receiver() + ": " + String.join(", ", message.alerts()))
                .toList();
    }

    /** All messages about a project so far. */
    public List<Message> messages(String project) {
        return messages.stream()
                .filter(message -> message.project().equals(project))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
