package io.descentry.app.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.app.service.Endpoint.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointTest {
    private static final Status WAITING = Status.starting(List.of("a \"topic\" is missing"));

    private Endpoint endpoint;

    @BeforeEach
    void serve() throws IOException {
        endpoint = new Endpoint(
                "127.0.0.1",
                0,
                Map.of(
                        "/live", () -> Answer.health(WAITING.live(), WAITING),
                        "/ready", () -> Answer.health(WAITING.ready(), WAITING),
                        "/broken",
                                () -> {
                                    throw new IllegalStateException("a bug");
                                }));
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void healthSaysUpOrDownAndWhy() throws Exception {
        assertThat(ask("GET", "/live").body()).isEqualTo("{\"status\":\"UP\",\"reasons\":[]}\n");
        HttpResponse<String> ready = ask("GET", "/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(ready.body()).isEqualTo("{\"status\":\"DOWN\",\"reasons\":[\"a \\\"topic\\\" is missing\"]}\n");
    }

    @Test
    void headHasTheSameStatusAndNoBody() throws Exception {
        HttpResponse<String> head = ask("HEAD", "/ready");
        assertThat(head.statusCode()).isEqualTo(503);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void nothingElseIsServed() throws Exception {
        assertThat(ask("GET", "/").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/livestock").statusCode()).isEqualTo(404);
        HttpResponse<String> post = ask("POST", "/live");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void aBugInOnePathIsAnAnswerAndTheOthersGoOn() throws Exception {
        assertThat(ask("GET", "/broken").statusCode()).isEqualTo(500);
        assertThat(ask("GET", "/live").statusCode()).isEqualTo(200);
    }

    @Test
    void aTakenPortIsSaidInOneSentence() {
        int taken = endpoint.address().getPort();
        assertThatThrownBy(() -> new Endpoint("127.0.0.1", taken, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken + " for health and metrics");
    }

    private HttpResponse<String> ask(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint.address() + path))
                .method(method, BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
