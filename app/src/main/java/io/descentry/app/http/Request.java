package io.descentry.app.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param target path and query as they came
 * @param path segments of the path, decoded
 * @param query parameters, decoded, each with all its values
 * @param headers gives the value of a header, or null
 */
public record Request(
        String target, List<String> path, Map<String, List<String>> query, UnaryOperator<@Nullable String> headers) {

    static Request of(URI uri, UnaryOperator<@Nullable String> headers) {
        List<String> path = new ArrayList<>();
        for (String segment : uri.getRawPath().split("/", -1)) {
            if (!segment.isEmpty()) {
                // In a path a plus is a plus.
                path.add(decoded(segment.replace("+", "%2B")));
            }
        }
        Map<String, List<String>> query = new LinkedHashMap<>();
        String raw = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        for (String parameter : raw.split("&", -1)) {
            if (!parameter.isEmpty()) {
                int equals = parameter.indexOf('=');
                String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
                String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
                query.computeIfAbsent(name, absent -> new ArrayList<>(1)).add(value);
            }
        }
        String target = raw.isEmpty() ? uri.getRawPath() : uri.getRawPath() + "?" + raw;
        return new Request(target, List.copyOf(path), query, headers);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
