package io.descentry.app.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.settings.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ServiceTest {

    @Test
    void withoutBrokersItWaitsSaysSoAndStopsAtOnce() throws Exception {
        String nowhere = "127.0.0.1:" + freePort();
        Settings settings = Settings.of(Map.of(
                "kafka.bootstrap.servers", nowhere,
                "schema.registry.url", "http://127.0.0.1:" + freePort(),
                "max.retries", "0",
                "kafka.admin.request.timeout.ms", "200",
                "kafka.admin.default.api.timeout.ms", "300",
                "start.retry.ms", "10",
                "server.port", "0"));
        try (Service service = Service.start(settings)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> ask(service, "/health/ready").body().contains(nowhere));
            assertThat(ask(service, "/health/ready").statusCode()).isEqualTo(503);
            assertThat(ask(service, "/health/ready").body()).contains("Kafka at " + nowhere, "The schema registry");
            assertThat(ask(service, "/health/live").statusCode()).isEqualTo(200);
            assertThat(ask(service, "/metrics").body()).contains("descentry_ready 0.0");
            assertThat(ask(service, "/topology").body()).contains("Processor: judge");
        }
    }

    private static HttpResponse<String> ask(Service service, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(service.address() + path))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
