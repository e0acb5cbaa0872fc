package io.descentry.standalone.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.descentry.standalone.registry.Lookups.Show;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked.
 *
 * @param path what stands for the names in the route's pattern, decoded
 * @param query decoded; of a repeated name the last value
 * @param body missing if there was none
 */
record Request(Map<String, String> path, Map<String, String> query, JsonNode body) {

    /** Larger bodies are refused; a record of the topic must hold what they carry. */
    static final int LARGEST_BODY = 768 << 10;

    private static final ObjectMapper JSON = new ObjectMapper();

    static Request read(HttpExchange exchange, Map<String, String> path) throws IOException, RegistryProblem {
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(LARGEST_BODY + 1);
            if (body.length > LARGEST_BODY) {
                throw RegistryProblem.http(413, "the body has more than " + LARGEST_BODY + " bytes");
            }
            // Browsers send other types without asking first, so a web page could write to a registry on loopback.
            if (body.length > 0 && type != null && !type.contains("json") && !type.contains("octet-stream")) {
                throw RegistryProblem.http(415, "HTTP 415 Unsupported Media Type");
            }
            return new Request(path, query(exchange.getRequestURI().getRawQuery()), json(body));
        }
    }

    private static Map<String, String> query(@Nullable String raw) throws RegistryProblem {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                query.put(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    static String decoded(String raw) throws RegistryProblem {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            throw RegistryProblem.http(400, "malformed escape in the address");
        }
    }

    String subject() {
        return path.getOrDefault("subject", "");
    }

    String version() {
        return path.getOrDefault("version", "");
    }

    int id() throws RegistryProblem {
        try {
            return Integer.parseInt(path.getOrDefault("id", ""));
        } catch (NumberFormatException noNumber) {
            throw RegistryProblem.http(404, "HTTP 404 Not Found");
        }
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(query.getOrDefault(name, "false"));
    }

    Show show() {
        return Show.of(flag("deleted"), flag("deletedOnly"));
    }

    private static JsonNode json(byte[] body) throws IOException, RegistryProblem {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException malformed) {
            throw RegistryProblem.http(400, "malformed JSON: " + malformed.getOriginalMessage());
        }
    }

    /** A field of the body, which has to be an object. */
    JsonNode field(String name) throws RegistryProblem {
        if (!body.isObject()) {
            throw RegistryProblem.http(400, "the body is no JSON object");
        }
        return body.path(name);
    }

    /** The schema in the body. */
    SchemaText schema() throws RegistryProblem {
        JsonNode type = field("schemaType");
        if (type.isTextual() && !type.asText().equals("AVRO")) {
            throw RegistryProblem.invalidSchema("type " + type.asText() + " is not supported, only AVRO");
        }
        return new SchemaText(field("schema").asText(""), LogFormat.references(field("references")));
    }
}
