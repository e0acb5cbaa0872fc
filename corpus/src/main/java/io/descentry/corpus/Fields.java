package io.descentry.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object. Absent and null are the same; a value of the wrong type is an
 * {@link IllegalArgumentException} that names the field.
 */
record Fields(JsonNode object) {

    /** A number, or one of the strings {@code NaN}, {@code Infinity}, {@code -Infinity}. */
    @Nullable
    Double real(String name) {
        JsonNode value = object.get(name);
        return value == null || value.isNull() ? null : real(name, value);
    }

    private static double real(String name, JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        return switch (value.isTextual() ? value.textValue() : "") {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw wrong(name, "a number");
        };
    }

    @Nullable
    Long whole(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isNumber() || !value.canConvertToExactIntegral() || !value.canConvertToLong()) {
            throw wrong(name, "a whole number");
        }
        return value.longValue();
    }

    @Nullable
    Integer small(String name) {
        Long value = whole(name);
        if (value != null && value != value.intValue()) {
            throw wrong(name, "a whole number of 32 bits");
        }
        return value == null ? null : value.intValue();
    }

    @Nullable
    Boolean flag(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value.booleanValue();
    }

    @Nullable
    String text(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw wrong(name, "a string");
        }
        return value.textValue();
    }

    /** The objects of an array; empty if it is absent. */
    Iterable<JsonNode> objects(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(name, "an array");
        }
        return value;
    }

    /** The numbers of an object by name, in its order; empty if it is absent. */
    Map<String, Double> reals(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return Map.of();
        }
        if (!value.isObject()) {
            throw wrong(name, "an object");
        }
        var reals = new LinkedHashMap<String, Double>();
        value.properties().forEach(entry -> reals.put(entry.getKey(), real(entry.getKey(), entry.getValue())));
        return reals;
    }

    /** The strings of an object by name, in its order; empty if it is absent. */
    Map<String, String> texts(String name) {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return Map.of();
        }
        if (!value.isObject()) {
            throw wrong(name, "an object");
        }
        var texts = new LinkedHashMap<String, String>();
        value.properties().forEach(entry -> {
            if (!entry.getValue().isTextual()) {
                throw wrong(entry.getKey(), "a string");
            }
            texts.put(entry.getKey(), entry.getValue().textValue());
        });
        return texts;
    }

    private static IllegalArgumentException wrong(String name, String wanted) {
        return new IllegalArgumentException('"' + name + "\" is not " + wanted);
    }
}
