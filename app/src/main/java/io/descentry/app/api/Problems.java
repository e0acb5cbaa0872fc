package io.descentry.app.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.descentry.app.http.Answer;
import java.util.Map;

/** Answers that tell why there is none, as RFC 9457 has them. */
final class Problems {
    private static final String TYPE = "application/problem+json";
    /** Seconds after which it is worth trying again. */
    private static final Map<String, String> SOON = Map.of("Retry-After", "2");

    private Problems() {}

    static Answer wrong(Wrong wrong) {
        return of(400, "Bad request", wrong.why(), Map.of());
    }

    static Answer notFound(String why) {
        return of(404, "Not found", why, Map.of());
    }

    static Answer busy() {
        return of(503, "Busy", "As many requests as are answered at once are under way", SOON);
    }

    static Answer notAll(NotAll missing) {
        ObjectNode body = body(503, "Not all can be told now", missing.why());
        ObjectNode gap = body.putObject("missing");
        ArrayNode instances = gap.putArray("instances");
        missing.instances().forEach(instances::add);
        ArrayNode partitions = gap.putArray("partitions");
        missing.partitions().forEach(partitions::add);
        return new Answer(503, TYPE, body + "\n", SOON);
    }

    private static Answer of(int code, String title, String detail, Map<String, String> headers) {
        return new Answer(code, TYPE, body(code, title, detail) + "\n", headers);
    }

    private static ObjectNode body(int code, String title, String detail) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "about:blank")
                .put("title", title)
                .put("status", code)
                .put("detail", detail);
    }
}
