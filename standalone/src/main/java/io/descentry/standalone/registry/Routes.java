package io.descentry.standalone.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds who answers a request by its method and path. */
final class Routes {
    static final ObjectMapper JSON = new ObjectMapper();

    /** Answers one kind of request. */
    interface Handler {
        JsonNode answer(Request request) throws RegistryProblem;
    }

    /** Who answers, and what the path says. */
    record Match(Handler handler, Map<String, String> path) {}

    private record Route(String method, List<String> pattern, Handler handler) {}

    private final List<Route> routes = new ArrayList<>();

    /**
     * Adds a route; earlier ones win.
     *
     * @param pattern a path in which {@code {name}} stands for any one segment
     */
    Routes on(String method, String pattern, Handler handler) {
        routes.add(new Route(method, segments(pattern), handler));
        return this;
    }

    Match find(String method, String rawPath) throws RegistryProblem {
        List<String> segments = segments(rawPath);
        boolean pathKnown = false;
        for (Route route : routes) {
            Optional<Map<String, String>> path = match(route.pattern(), segments);
            if (path.isPresent() && route.method().equals(method)) {
                return new Match(route.handler(), path.get());
            }
            pathKnown |= path.isPresent();
        }
        throw pathKnown
                ? RegistryProblem.http(405, "HTTP 405 Method Not Allowed")
                : RegistryProblem.http(404, "HTTP 404 Not Found");
    }

    private static Optional<Map<String, String>> match(List<String> pattern, List<String> segments)
            throws RegistryProblem {
        if (pattern.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> path = new HashMap<>();
        for (int at = 0; at < pattern.size(); at++) {
            String wanted = pattern.get(at);
            if (wanted.startsWith("{")) {
                path.put(wanted.substring(1, wanted.length() - 1), Request.decoded(segments.get(at)));
            } else if (!wanted.equals(segments.get(at))) {
                return Optional.empty();
            }
        }
        return Optional.of(path);
    }

    private static List<String> segments(String path) {
        return List.of((path.endsWith("/") ? path.substring(0, path.length() - 1) : path).split("/", -1));
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    static JsonNode list(List<?> values) {
        return JSON.valueToTree(values);
    }
}
