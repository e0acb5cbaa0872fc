package io.descentry.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointTest {
    private Endpoint endpoint;

    @BeforeEach
    void serve() throws IOException {
        endpoint = new Endpoint(
                "127.0.0.1",
                0,
                Map.of(
                        "/live", asked -> Answer.text("yes"),
                        "/ready", asked -> new Answer(503, "application/json", "{}", Map.of("Retry-After", "2")),
                        "/broken",
                                asked -> {
                                    throw new IllegalStateException("a bug");
                                }),
                request -> request.path().equals(List.of("jobs", "a/b c+"))
                        ? Optional.of(Answer.text(request.query().toString()))
                        : Optional.empty());
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void anAnswerHasItsHeadersAndIsNotKept() throws Exception {
        HttpResponse<String> ready = ask("GET", "/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(ready.headers().firstValue("Retry-After")).contains("2");
        assertThat(ready.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void pathsAndParametersAreDecoded() throws Exception {
        assertThat(ask("GET", "/jobs/a%2Fb%20c+?x=1&x=a%3Db+c&y").body()).isEqualTo("{x=[1, a=b c], y=[]}");
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
        assertThatThrownBy(() -> new Endpoint("127.0.0.1", taken, Map.of(), request -> Optional.empty()))
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
