package io.descentry.connect;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.health.ConnectClusterState;
import org.apache.kafka.connect.health.ConnectorHealth;
import org.apache.kafka.connect.rest.ConnectRestExtension;
import org.apache.kafka.connect.rest.ConnectRestExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts connectors' tasks again that failed, over the worker's own REST interface: Connect itself leaves them so for ever. A
 * task that keeps failing is started again every ten seconds, and each start is a line in the log.
 */
public final class FailedTasks implements ConnectRestExtension {
    private static final Logger LOG = LoggerFactory.getLogger(FailedTasks.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "descentry-failed-tasks");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client = HttpClient.newHttpClient();
    private URI worker = URI.create("http://127.0.0.1:8083");

    @Override
    public void configure(Map<String, ?> settings) {
        worker = address(String.valueOf(settings.get("listeners")));
    }

    /** Where this worker answers, by the first of its listeners; one that names no host or all of them is here. */
    static URI address(String listeners) {
        String first = listeners.split(",", 2)[0].strip();
        return URI.create(first.replaceFirst("://(0\\.0\\.0\\.0|\\[::]|)(:|$)", "://127.0.0.1$2"));
    }

    @Override
    public void register(ConnectRestExtensionContext context) {
        var unused = clock.scheduleWithFixedDelay(
                () -> restart(context.clusterState()), EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void restart(ConnectClusterState cluster) {
        try {
            for (String name : cluster.connectors()) {
                ConnectorHealth health = cluster.connectorHealth(name);
                if (health.connectorState().state().equals("FAILED")
                        || health.tasksState().values().stream()
                                .anyMatch(task -> task.state().equals("FAILED"))) {
                    LOG.warn("{} failed and is started again: {}", name, restart(name));
                }
            }
        } catch (IOException | RuntimeException notNow) {
            LOG.info("the connectors cannot be looked at now: {}", notNow.toString());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private int restart(String connector) throws IOException, InterruptedException {
        String name = URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
        HttpRequest request = HttpRequest.newBuilder(
                        worker.resolve("/connectors/" + name + "/restart?includeTasks=true&onlyFailed=true"))
                .timeout(EVERY)
                .POST(BodyPublishers.noBody())
                .build();
        HttpResponse<Void> answer = client.send(request, BodyHandlers.discarding());
        return answer.statusCode();
    }

    @Override
    public String version() {
        String version = FailedTasks.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
