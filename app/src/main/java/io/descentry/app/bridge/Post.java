package io.descentry.app.bridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.descentry.app.bridge.OpenAlerts.Told;
import io.descentry.app.settings.AlertmanagerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** One Alertmanager's {@code POST /api/v2/alerts}. */
final class Post {
    /** Content is at fault, and would be so again. Alertmanager has taken those alerts of the request that are sound. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_WORDS = 300;

    private final HttpClient client;
    private final URI address;
    private final String authorization;
    private final Duration timeout;
    private final Duration endsAfter;

    /** Alertmanager read the alerts and does not want some of them. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** @param base address of one Alertmanager */
    Post(URI base, AlertmanagerSettings settings) {
        String path = base.toString();
        address = URI.create((path.endsWith("/") ? path : path + "/") + "api/v2/alerts");
        authorization = settings.authorization();
        timeout = settings.timeout();
        endsAfter = settings.endsAfter();
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /**
     * Posts alerts.
     *
     * @throws IOException if they have to be posted again: nobody answered, or not as somebody who took them
     * @throws Refused if posting them again would not help
     */
    void send(List<Told> alerts, Instant now) throws IOException, Refused, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body(alerts, now)));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        if (REFUSALS.contains(answer.statusCode())) {
            throw new Refused(words(answer));
        }
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(words(answer));
        }
    }

    private static String words(HttpResponse<String> answer) {
        String body = answer.body().strip();
        return answer.statusCode() + " " + (body.length() <= MOST_WORDS ? body : body.substring(0, MOST_WORDS) + "...");
    }

    private String body(List<Told> alerts, Instant now) throws JsonProcessingException {
        ArrayNode all = JSON.createArrayNode();
        for (Told alert : alerts) {
            ObjectNode one = all.addObject();
            alert.posting().labels().forEach(one.putObject("labels")::put);
            alert.posting().annotations().forEach(one.putObject("annotations")::put);
            // A clock that is ahead must not make an alert one of the future, which ends before it starts.
            Instant start = alert.startsAt().isAfter(now) ? now : alert.startsAt();
            Instant end = alert.endedAt() == null ? now.plus(endsAfter) : alert.endedAt();
            one.put("startsAt", start.toString());
            one.put("endsAt", (end.isBefore(start) ? start : end).toString());
            one.put("generatorURL", alert.posting().link());
        }
        return JSON.writeValueAsString(all);
    }
}
