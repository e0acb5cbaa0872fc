package io.descentry.wire;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Refuses writer schemas with which a few bytes could ask for a lot of work.
 *
 * <p>Records that use other records twice each grow as powers of two when they are walked, and an array whose items
 * take no bytes may announce any number of them. No honest writer has either.
 */
final class WriterBounds {
    /** Ours have up to about 60. */
    static final int MAX_NODES = 4_096;

    private final Map<String, Long> sizes = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private WriterBounds() {}

    /** @throws IllegalArgumentException with the reason, if the schema is one of those */
    static void check(Schema writer) {
        WriterBounds bounds = new WriterBounds();
        if (bounds.size(writer) > MAX_NODES) {
            throw new IllegalArgumentException("the writer's schema has more than " + MAX_NODES + " parts");
        }
    }

    /** Parts of a schema when every use of a named type is counted anew; a use inside itself counts as one. */
    private long size(Schema schema) {
        return switch (schema.getType()) {
            case RECORD -> recordSize(schema);
            case ARRAY -> arraySize(schema);
            case MAP -> 1 + size(schema.getValueType());
            case UNION -> schema.getTypes().stream().mapToLong(this::size).reduce(1, WriterBounds::plus);
            default -> 1;
        };
    }

    private long arraySize(Schema array) {
        if (takesNoBytes(array.getElementType(), new HashSet<>())) {
            throw new IllegalArgumentException("the writer's schema has an array whose items take no bytes");
        }
        return 1 + size(array.getElementType());
    }

    private long recordSize(Schema schema) {
        Long known = sizes.get(schema.getFullName());
        if (known != null) {
            return known;
        }
        if (!open.add(schema.getFullName())) {
            return 1;
        }
        long size = schema.getFields().stream()
                .mapToLong(field -> size(field.schema()))
                .reduce(1, WriterBounds::plus);
        open.remove(schema.getFullName());
        sizes.put(schema.getFullName(), size);
        return size;
    }

    /** A record inside itself without a union or block between has no values; it may count as empty. */
    private static boolean takesNoBytes(Schema schema, Set<String> seen) {
        return switch (schema.getType()) {
            case NULL -> true;
            case FIXED -> schema.getFixedSize() == 0;
            case RECORD ->
                !seen.add(schema.getFullName())
                        || schema.getFields().stream().allMatch(field -> takesNoBytes(field.schema(), seen));
            default -> false;
        };
    }

    /** Stays far from overflow: nothing above the limit needs to be exact. */
    private static long plus(long a, long b) {
        return Math.min(a + b, MAX_NODES + 1L);
    }
}
