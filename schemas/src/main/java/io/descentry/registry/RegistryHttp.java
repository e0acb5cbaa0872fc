package io.descentry.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks a registry over HTTP: any of its addresses, again after a wait when none answers. Thread-safe.
 *
 * <p>An answer is a status below 500 other than 429, with JSON as its body if the status is 200; everything else is
 * tried again.
 */
final class RegistryHttp implements AutoCloseable {
    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int MAX_ANSWER_BYTES = 8 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistrySettings settings;
    private final HttpClient client;
    private final AtomicInteger preferred = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    RegistryHttp(RegistrySettings settings) {
        this.settings = settings;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                // A redirect would carry the credentials to wherever it points.
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout());
        if (settings.hasTls()) {
            builder.sslContext(RegistryTls.context(settings));
        }
        this.client = builder.build();
    }

    JsonNode get(String path) throws SchemaRegistryException {
        return ask("GET", path, BodyPublishers.noBody());
    }

    JsonNode post(String path, JsonNode body) throws SchemaRegistryException {
        return ask("POST", path, BodyPublishers.ofString(body.toString()));
    }

    JsonNode put(String path, JsonNode body) throws SchemaRegistryException {
        return ask("PUT", path, BodyPublishers.ofString(body.toString()));
    }

    /** Ends waits between rounds; later questions are answered with {@link SchemaRegistryException.Unavailable}. */
    @Override
    public void close() {
        closed.countDown();
    }

    private JsonNode ask(String method, String path, BodyPublisher body) throws SchemaRegistryException {
        SchemaRegistryException.Unavailable last = unavailable(method + " " + path, "the client is closed", null);
        for (int round = 0; round == 0 || pause(round); round++) {
            for (int i = 0; i < settings.urls().size() && closed.getCount() > 0; i++) {
                int index = Math.floorMod(preferred.get(), settings.urls().size());
                try {
                    return ask(index, method, path, body);
                } catch (SchemaRegistryException.Unavailable e) {
                    last = e;
                    preferred.compareAndSet(index, index + 1 == settings.urls().size() ? 0 : index + 1);
                }
            }
        }
        throw last;
    }

    private JsonNode ask(int index, String method, String path, BodyPublisher body) throws SchemaRegistryException {
        URI url = URI.create(settings.urls().get(index) + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .method(method, body)
                .timeout(settings.readTimeout())
                .header("Accept", MEDIA_TYPE + ", application/json")
                .header("Content-Type", MEDIA_TYPE);
        settings.authorization().get(index).ifPresent(secret -> request.header("Authorization", secret.value()));
        HttpResponse<byte[]> answer = send(request.build(), method + " " + url);
        return read(answer.statusCode(), answer.body(), method + " " + url);
    }

    private HttpResponse<byte[]> send(HttpRequest request, String asked) throws SchemaRegistryException.Unavailable {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, head -> new BoundedBody(MAX_ANSWER_BYTES));
        try {
            // The request's own timeout ends with the head of the answer; this one covers the body as well.
            return answer.get(
                    settings.connectTimeout().plus(settings.readTimeout()).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unavailable(asked, cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unavailable(asked, "no whole answer in time", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable(asked, "interrupted", e);
        }
    }

    private static JsonNode read(int status, byte[] body, String asked) throws SchemaRegistryException {
        if (status == 429 || status >= 500) {
            throw unavailable(asked, "status " + status + explanation(body), null);
        }
        if (status == 404) {
            throw new SchemaRegistryException.NotFound(asked + ": status 404" + explanation(body));
        }
        if (status != 200) {
            throw new SchemaRegistryException.Refused(asked + ": status " + status + explanation(body));
        }
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw unavailable(asked, "the answer is not JSON", e);
        }
    }

    /** False if there is no further round: retries spent, closed, or interrupted. */
    private boolean pause(int round) {
        if (round > settings.maxRetries() || Thread.currentThread().isInterrupted()) {
            return false;
        }
        long longest = settings.retryWait().toMillis() << Math.min(round - 1, 20);
        long wait = Math.min(longest, settings.maxRetryWait().toMillis());
        try {
            return !closed.await(wait - ThreadLocalRandom.current().nextLong(wait / 2 + 1), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Code and message as the registry gives them, shortened; nothing if the body is something else. */
    private static String explanation(byte[] body) {
        try {
            JsonNode answer = JSON.readTree(body);
            String message = answer.path("message").asText();
            return ", code " + answer.path("error_code").asText("none") + ": "
                    + message.substring(0, Math.min(message.length(), 500));
        } catch (IOException e) {
            return "";
        }
    }

    private static SchemaRegistryException.Unavailable unavailable(
            String asked, String why, @Nullable Throwable cause) {
        return new SchemaRegistryException.Unavailable(asked + ": " + why, cause);
    }
}
