package io.descentry.app.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers GET requests: on a few fixed paths, and on those that somebody else knows. */
public final class Endpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    /** Enough that health and metrics answer while all requests that others may be asked for are under way. */
    private static final int THREADS = 12;

    static {
        // Else the JDK's server sends the head of an answer, and the body 40 ms later, when the head was acknowledged.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;

    /**
     * Binds and serves.
     *
     * @param port 0 for any free one
     * @param paths what is on each path
     * @param others what is on all other paths; empty for nothing
     * @throws IOException if the address is not to be had
     */
    public Endpoint(
            String host,
            int port,
            Map<String, Function<Request, Answer>> paths,
            Function<Request, Optional<Answer>> others)
            throws IOException {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 16);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + host + ":" + port + " for health and metrics: " + e.getMessage(), e);
        }
        threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "descentry-http");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> serve(exchange, paths, others));
        server.start();
    }

    /** Where it answers. */
    public URI address() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
    }

    /** Where others reach it, host:port: as it is bound, or this host's own address where it is bound to all. */
    public String reachable() {
        InetSocketAddress bound = server.getAddress();
        if (!bound.getAddress().isAnyLocalAddress()) {
            return address().getAuthority();
        }
        try {
            String own = InetAddress.getLocalHost().getHostAddress();
            return (own.contains(":") ? "[" + own + "]" : own) + ":" + bound.getPort();
        } catch (UnknownHostException nameless) {
            return address().getAuthority();
        }
    }

    private static void serve(
            HttpExchange exchange,
            Map<String, Function<Request, Answer>> paths,
            Function<Request, Optional<Answer>> others)
            throws IOException {
        try (exchange) {
            Answer answer = answered(exchange, paths, others);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", answer.contentType());
            headers.set("Cache-Control", "no-store");
            headers.set("X-Content-Type-Options", "nosniff");
            answer.headers().forEach(headers::set);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.code(), head || body.length == 0 ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Answer answered(
            HttpExchange exchange,
            Map<String, Function<Request, Answer>> paths,
            Function<Request, Optional<Answer>> others) {
        Function<Request, Answer> path = paths.get(exchange.getRequestURI().getPath());
        String method = exchange.getRequestMethod();
        try {
            Request request = Request.of(
                    exchange.getRequestURI(),
                    name -> exchange.getRequestHeaders().getFirst(name));
            Optional<Answer> answer;
            if (!method.equals("GET") && !method.equals("HEAD")) {
                answer = Optional.of(new Answer(
                        405, Answer.TEXT, "Only GET and HEAD are answered.\n", Map.of("Allow", "GET, HEAD")));
            } else if (path != null) {
                answer = Optional.of(path.apply(request));
            } else {
                answer = others.apply(request);
            }
            return answer.orElseGet(() -> new Answer(404, Answer.TEXT, "There is nothing here.\n"));
        } catch (RuntimeException bug) {
            LOG.error("A request could not be answered", bug);
            return new Answer(500, Answer.TEXT, "This could not be answered; the log says why.\n");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
