package io.descentry.app.api;

import io.descentry.app.http.Request;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of a request, each given once at most and none unknown. */
final class Parameters {
    private static final int LONGEST = 1024;

    private final Map<String, List<String>> given;

    Parameters(Request request, Set<String> known) throws Wrong {
        given = request.query();
        for (Map.Entry<String, List<String>> parameter : given.entrySet()) {
            if (!known.contains(parameter.getKey())) {
                throw new Wrong("There is no parameter "
                        + shortened(parameter.getKey())
                        + (known.isEmpty()
                                ? "; none is taken"
                                : "; there are " + String.join(", ", new TreeSet<>(known))));
            }
            if (parameter.getValue().size() > 1) {
                throw new Wrong(parameter.getKey() + " is given more than once");
            }
            if (parameter.getValue().get(0).length() > LONGEST) {
                throw new Wrong(parameter.getKey() + " is longer than " + LONGEST + " characters");
            }
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name)).map(values -> values.get(0));
    }

    int limit(int usual, int most) throws Wrong {
        Optional<String> text = text("limit");
        if (text.isEmpty()) {
            return usual;
        }
        try {
            int limit = Integer.parseInt(text.get());
            if (limit >= 1 && limit <= most) {
                return limit;
            }
        } catch (NumberFormatException none) {
            // said below
        }
        throw new Wrong("limit must be a whole number from 1 to " + most);
    }

    Optional<Row.Cursor> cursor() throws Wrong {
        Optional<String> text = text("cursor");
        return text.isEmpty() ? Optional.empty() : Optional.of(Row.Cursor.read(text.get()));
    }

    /** One of the names of an enum, in whatever case. */
    <E extends Enum<E>> Optional<E> oneOf(String name, List<E> values) throws Wrong {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String wanted = text.get().toUpperCase(Locale.ROOT);
        for (E value : values) {
            if (value.name().equals(wanted)) {
                return Optional.of(value);
            }
        }
        throw new Wrong(name + " must be one of "
                + String.join(
                        ", ",
                        values.stream()
                                .map(value -> value.name().toLowerCase(Locale.ROOT))
                                .toList()));
    }

    <E extends Enum<E>> Optional<E> oneOf(String name, E[] values) throws Wrong {
        return oneOf(name, Arrays.asList(values));
    }

    private static String shortened(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "...";
    }
}
