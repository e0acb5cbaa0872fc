package io.descentry.it.support;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that is a program of its own, with an address and data that outlive a kill. */
public final class NativeServer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final String name;
    private final List<String> command;
    private final URI address;
    private @Nullable Process process;

    /**
     * @param name of its log file in target/children
     * @param address where it answers {@code /-/ready}
     */
    public NativeServer(String name, URI address, List<String> command) {
        this.name = name;
        this.address = address;
        this.command = List.copyOf(command);
    }

    /** A port that nobody listens on. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Starts it and waits until it is ready. */
    public void start() throws IOException {
        Path log = Files.createDirectories(Path.of("target", "children")).resolve(name + ".log");
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        await(name + " to be ready, see " + log).atMost(START).until(() -> {
            if (!started.isAlive()) {
                throw new IllegalStateException(name + " is not there; its output is in " + log);
            }
            return isReady();
        });
    }

    private boolean isReady() throws InterruptedException {
        try {
            return get("/-/ready").startsWith("200 ");
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Status and body of an answer. */
    public String get(String path) throws IOException, InterruptedException {
        var answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address.resolve(path)).build(), BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    public URI address() {
        return address;
    }

    /** SIGTERM: it writes down what it knows. */
    public void stop() {
        Process running = process;
        if (running != null) {
            running.toHandle().destroy();
            running.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    /** SIGKILL: nothing is flushed, nothing is said. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
