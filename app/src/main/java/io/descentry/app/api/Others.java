package io.descentry.app.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks other instances what they have themselves; they pass nothing on. */
final class Others {
    /** A request that carries this header is answered from what the instance has itself. */
    static final String FORWARDED = "Descentry-Forwarded";

    private static final Logger LOG = LoggerFactory.getLogger(Others.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Several times what a whole page of the longest rows takes. */
    private static final long MOST_BYTES = 32L << 20;

    private final HttpClient client;
    private final Duration patience;

    /** @param patience how long an instance may take for its answer */
    Others(Duration patience) {
        this.patience = patience;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** Asks several at once; gives what each answered, empty for those that did not. */
    Map<String, Optional<ObjectNode>> ask(Collection<String> addresses, String target) {
        Map<String, CompletableFuture<Optional<ObjectNode>>> asked = new HashMap<>();
        for (String address : addresses) {
            asked.put(address, ask(address, target));
        }
        Map<String, Optional<ObjectNode>> answers = new HashMap<>();
        asked.forEach((address, answer) -> answers.put(address, answer.join()));
        return answers;
    }

    private CompletableFuture<Optional<ObjectNode>> ask(String address, String target) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + target))
                .header(FORWARDED, "1")
                .timeout(patience)
                .build();
        return client.sendAsync(request, bounded())
                // The timeout of a request ends with its headers.
                .orTimeout(2 * patience.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    if (failure != null) {
                        LOG.debug("{} does not answer", address, failure);
                        return Optional.empty();
                    }
                    return read(address, response);
                });
    }

    private static Optional<ObjectNode> read(String address, HttpResponse<String> response) {
        try {
            JsonNode body = response.statusCode() == 200 ? JSON.readTree(response.body()) : null;
            return body instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JsonProcessingException e) {
            LOG.debug("{} answers with no JSON", address, e);
            return Optional.empty();
        }
    }

    private static BodyHandler<String> bounded() {
        return info -> info.headers().firstValueAsLong("Content-Length").orElse(Long.MAX_VALUE) <= MOST_BYTES
                ? BodyHandlers.ofString().apply(info)
                : BodySubscribers.replacing("");
    }
}
