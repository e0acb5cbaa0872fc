package io.descentry.standalone.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Schema Registry for development and single machines: Confluent's REST API for Avro, kept in one compacted topic laid
 * out as Confluent's {@code _schemas}. It has no authentication, no TLS, no clustering, no modes and no contexts;
 * production belongs on a registry that has. A second one on the same brokers takes over: the first refuses to write
 * from then on and answers reads from what it knew.
 */
public final class DevelopmentRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DevelopmentRegistry.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int THREADS = 8;
    private static final int MOST_WAITING = 256;

    private final SchemaStore store;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private DevelopmentRegistry(SchemaStore store, HttpServer server, ThreadPoolExecutor threads) {
        this.store = store;
        this.server = server;
        this.threads = threads;
    }

    /**
     * Opens the topic and listens.
     *
     * @param address where to listen; port 0 picks a free one
     * @throws IOException if the brokers do not answer or the port is taken
     */
    public static DevelopmentRegistry start(String bootstrapServers, InetSocketAddress address) throws IOException {
        HttpServer server = listen(address);
        try {
            SchemaStore store = SchemaStore.open(bootstrapServers);
            Routes routes = ConfluentApi.over(store);
            server.createContext("/", exchange -> serve(exchange, routes));
            ThreadPoolExecutor threads = threads();
            server.setExecutor(threads);
            server.start();
            return new DevelopmentRegistry(store, server, threads);
        } catch (IOException | RuntimeException failed) {
            server.stop(0);
            throw failed;
        }
    }

    private static HttpServer listen(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, MOST_WAITING);
        } catch (IOException failed) {
            throw new IOException(
                    "cannot listen on " + address.getHostString() + ":" + address.getPort() + ": "
                            + failed.getMessage(),
                    failed);
        }
    }

    private static ThreadPoolExecutor threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "development-registry");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private static void serve(HttpExchange exchange, Routes routes) throws IOException {
        try (exchange) {
            try {
                Routes.Match match = routes.find(
                        exchange.getRequestMethod(), exchange.getRequestURI().getRawPath());
                answer(exchange, 200, match.handler().answer(Request.read(exchange, match.path())));
            } catch (RegistryProblem problem) {
                answer(
                        exchange,
                        problem.status(),
                        Routes.object().put("error_code", problem.code()).put("message", problem.getMessage()));
            } catch (RuntimeException bug) {
                LOG.error("{} failed", exchange.getRequestMethod(), bug);
                answer(exchange, 500, Routes.object().put("error_code", 500).put("message", "Internal Server Error"));
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, JsonNode json) throws IOException {
        byte[] body = Routes.JSON.writeValueAsBytes(json);
        exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Stops listening and leaves the topic; requests under way get a second to end. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        try {
            threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }
}
