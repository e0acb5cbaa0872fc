package io.descentry.app.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.descentry.app.http.Answer;
import java.util.List;

/**
 * How the service is.
 *
 * @param live false if only a restart of the process can help
 * @param ready true while records are judged
 * @param reasons why it is not live or not ready, in sentences; empty if it is both
 */
public record Status(boolean live, boolean ready, List<String> reasons) {
    public Status {
        reasons = List.copyOf(reasons);
    }

    /** One side of it as an answer: whether that is well, and if not, why. */
    public Answer answer(boolean well) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", well ? "UP" : "DOWN");
        ArrayNode why = body.putArray("reasons");
        if (!well) {
            reasons.forEach(why::add);
        }
        return new Answer(well ? 200 : 503, "application/json", body + "\n");
    }

    /** It is on its way, for these reasons. */
    public static Status starting(List<String> reasons) {
        return new Status(true, false, reasons);
    }

    /** Only a restart can help. */
    public static Status failed(String reason) {
        return new Status(false, false, List.of(reason));
    }
}
