package io.descentry.standalone.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** What a new version owes to the earlier ones, in Confluent's words and by Avro's rules of schema resolution. */
enum CompatibilityLevel {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    /** Nobody reads more than this many reasons. */
    private static final int MOST_REASONS = 20;

    private final boolean readsOld;
    private final boolean readByOld;
    private final boolean transitive;

    CompatibilityLevel(boolean readsOld, boolean readByOld, boolean transitive) {
        this.readsOld = readsOld;
        this.readByOld = readByOld;
        this.transitive = transitive;
    }

    static Optional<CompatibilityLevel> named(String name) {
        for (CompatibilityLevel level : values()) {
            if (level.name().equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    /** Why a schema may not follow these versions; empty if it may. */
    List<String> reasonsAgainst(Schema candidate, SortedMap<Integer, Schema> earlier) {
        List<String> reasons = new ArrayList<>();
        if (earlier.isEmpty()) {
            return reasons;
        }
        SortedMap<Integer, Schema> compared = transitive ? earlier : earlier.tailMap(earlier.lastKey());
        for (var version : new TreeMap<>(compared).descendingMap().entrySet()) {
            if (readsOld) {
                explain(candidate, version.getValue(), "new schema cannot read version " + version.getKey(), reasons);
            }
            if (readByOld) {
                explain(
                        version.getValue(),
                        candidate,
                        "version " + version.getKey() + " cannot read new schema",
                        reasons);
            }
        }
        return List.copyOf(reasons.subList(0, Math.min(reasons.size(), MOST_REASONS)));
    }

    private static void explain(Schema reader, Schema writer, String claim, List<String> reasons) {
        for (var found : SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()) {
            reasons.add(claim + ": " + found.getType() + " at " + found.getLocation() + ": " + found.getMessage());
        }
    }
}
