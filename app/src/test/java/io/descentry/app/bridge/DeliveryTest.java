package io.descentry.app.bridge;

import static io.descentry.app.bridge.Alerts.START;
import static io.descentry.app.bridge.Alerts.posting;
import static io.descentry.avro.AlertSeverity.WARNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.descentry.app.bridge.OpenAlerts.Place;
import io.descentry.app.settings.AlertmanagerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire to an Alertmanager, and what happens when it does not want it. */
class DeliveryTest {
    private final OpenAlerts alerts = new OpenAlerts(1, 1_000, Duration.ZERO);
    private final List<JsonNode> posts = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpServer server;
    private Delivery delivery;
    private Thread thread;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        server.createContext("/am/api/v2/alerts", this::take);
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/am");
        var settings = new AlertmanagerSettings(
                List.of(address),
                "Bearer t",
                List.of(),
                Duration.ofMinutes(1),
                Duration.ofMinutes(4),
                Duration.ZERO,
                Duration.ofSeconds(5),
                new ExponentialBackoff(50, 2, 50, 0),
                1_000);
        delivery = new Delivery(alerts, 0, settings, Clock.systemUTC());
        thread = new Thread(delivery);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode post = new ObjectMapper().readTree(exchange.getRequestBody());
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            if (status == 200) {
                posts.add(post);
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        delivery.stop();
        thread.join();
        server.stop(0);
    }

    @Test
    void nothingIsToldBeforeAllIsRead() throws InterruptedException {
        opens("f1");
        thread.start();
        assertThat(alerts.await(Long.MAX_VALUE, Duration.ofMillis(300))).isFalse();
        assertThat(posts).isEmpty();
        alerts.isWhole();
        await().until(() -> posts.size() == 1);
    }

    @Test
    void anOpenAlertEndsMinutesAheadAndOneThatIsOverWhenItWas() {
        opens("f1");
        alerts.isWhole();
        thread.start();
        await().until(() -> posts.size() == 1);
        JsonNode open = posts.get(0).path(0);
        assertThat(open.path("labels").path("fingerprint").asText()).isEqualTo("f1");
        assertThat(open.path("startsAt").asText()).isEqualTo(START.toString());
        assertThat(Instant.parse(open.path("endsAt").asText()))
                .isAfter(Instant.now().plusSeconds(200));
        assertThat(authorizations).containsOnly("Bearer t");

        alerts.over("f1", START.plusSeconds(30), new Place(0, 1), true);
        await().until(() -> posts.size() == 2);
        assertThat(posts.get(1).path(0).path("endsAt").asText())
                .isEqualTo(START.plusSeconds(30).toString());
    }

    @Test
    void anAlertmanagerThatFailsIsToldEverythingWhenItIsBack() {
        opens("f1");
        alerts.isWhole();
        thread.start();
        await().until(() -> posts.size() == 1 && delivery.trouble() == null);

        status = 503;
        opens("f2");
        await().until(() -> delivery.failures() > 2);
        assertThat(delivery.trouble()).contains("does not take alerts: 503");
        assertThat(delivery.waiting()).isEqualTo(1);
        status = 200;
        await().until(() -> posts.size() == 2);
        assertThat(posts.get(1)).as("it may have been restarted").hasSize(2);
        await().until(() -> delivery.waiting() == 0 && delivery.trouble() == null);
    }

    @Test
    void whatIsRefusedIsCountedAndDoesNotStopTheRest() {
        status = 400;
        opens("f1");
        alerts.isWhole();
        thread.start();
        await().until(() -> delivery.refusals() == 1);
        status = 200;
        opens("f2");
        await().until(() -> posts.size() == 1);
        assertThat(posts.get(0)).hasSize(1);
    }

    private void opens(String fingerprint) {
        alerts.open(fingerprint, posting(fingerprint, WARNING), START, new Place(0, 0), true);
    }
}
