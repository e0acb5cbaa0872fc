package io.descentry.app.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers GET requests on a few paths; health, metrics, and what the topology looks like. */
final class Endpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    /** An answer to one request. */
    record Answer(int code, String contentType, String body) {
        static Answer text(String body) {
            return new Answer(200, TEXT, body);
        }

        /** Whether one side of the health is well, and why not. */
        static Answer health(boolean well, Status status) {
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", well ? "UP" : "DOWN");
            ArrayNode reasons = body.putArray("reasons");
            if (!well) {
                status.reasons().forEach(reasons::add);
            }
            return new Answer(well ? 200 : 503, "application/json", body + "\n");
        }
    }

    /**
     * Binds and serves.
     *
     * @param port 0 for any free one
     * @throws IOException if the address is not to be had
     */
    Endpoint(String host, int port, Map<String, Supplier<Answer>> paths) throws IOException {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 16);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + host + ":" + port + " for health and metrics: " + e.getMessage(), e);
        }
        threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "descentry-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext(
                "/",
                exchange -> serve(exchange, paths.get(exchange.getRequestURI().getPath())));
        server.start();
    }

    /** Where it answers. */
    URI address() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
    }

    private static void serve(HttpExchange exchange, @Nullable Supplier<Answer> path) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            Answer answer;
            if (path == null) {
                answer = new Answer(404, TEXT, "There is nothing here.\n");
            } else if (!method.equals("GET") && !method.equals("HEAD")) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                answer = new Answer(405, TEXT, "Only GET and HEAD are answered.\n");
            } else {
                answer = answered(path);
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            boolean head = method.equals("HEAD");
            exchange.sendResponseHeaders(answer.code(), head || body.length == 0 ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Answer answered(Supplier<Answer> path) {
        try {
            return path.get();
        } catch (RuntimeException bug) {
            LOG.error("A request could not be answered", bug);
            return new Answer(500, TEXT, "This could not be answered; the log says why.\n");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
