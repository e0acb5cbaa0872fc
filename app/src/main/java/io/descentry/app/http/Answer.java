package io.descentry.app.http;

import java.util.Map;

/**
 * An answer to one request.
 *
 * @param headers further ones, by name
 */
public record Answer(int code, String contentType, String body, Map<String, String> headers) {
    static final String TEXT = "text/plain; charset=utf-8";

    public Answer {
        headers = Map.copyOf(headers);
    }

    public Answer(int code, String contentType, String body) {
        this(code, contentType, body, Map.of());
    }

    /** Plain text. */
    public static Answer text(String body) {
        return new Answer(200, TEXT, body);
    }
}
