package io.descentry.standalone.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that is registered: the sum of the records of the topic, in their order. Thread-safe. */
final class SchemaBook {
    private static final CompatibilityLevel DEFAULT_LEVEL = CompatibilityLevel.BACKWARD;

    private final SortedMap<String, SortedMap<Integer, StoredSchema>> subjects = new TreeMap<>();
    private final Map<Integer, List<StoredSchema>> byId = new HashMap<>();
    private final Map<SchemaText, Integer> ids = new HashMap<>();
    private final Map<String, CompatibilityLevel> levels = new HashMap<>();
    private CompatibilityLevel globalLevel = DEFAULT_LEVEL;
    private int highestId;

    synchronized void apply(LogRecord entry) {
        if (entry instanceof LogRecord.Stored stored) {
            put(stored.schema());
        } else if (entry instanceof LogRecord.Forgotten gone) {
            forget(gone.subject(), gone.version());
        } else if (entry instanceof LogRecord.SubjectDeleted deleted) {
            for (StoredSchema schema : versions(deleted.subject())) {
                if (schema.version() <= deleted.upToVersion()) {
                    put(schema.softlyDeleted());
                }
            }
        } else if (entry instanceof LogRecord.LevelSet set) {
            setLevel(set.subject(), set.level());
        } else if (entry instanceof LogRecord.IdsGiven given) {
            highestId = Math.max(highestId, given.highest());
        }
    }

    private void put(StoredSchema schema) {
        forget(schema.subject(), schema.version());
        subjects.computeIfAbsent(schema.subject(), subject -> new TreeMap<>()).put(schema.version(), schema);
        byId.computeIfAbsent(schema.id(), id -> new ArrayList<>()).add(schema);
        ids.putIfAbsent(schema.schema(), schema.id());
        highestId = Math.max(highestId, schema.id());
    }

    private void forget(String subject, int version) {
        SortedMap<Integer, StoredSchema> versions = subjects.get(subject);
        StoredSchema old = versions == null ? null : versions.remove(version);
        if (versions == null || old == null) {
            return;
        }
        if (versions.isEmpty()) {
            subjects.remove(subject);
        }
        byId.computeIfPresent(old.id(), (id, sharers) -> {
            sharers.remove(old);
            return sharers.isEmpty() ? null : sharers;
        });
        if (!byId.containsKey(old.id())) {
            ids.remove(old.schema(), old.id());
        }
    }

    private void setLevel(@Nullable String subject, @Nullable CompatibilityLevel level) {
        if (subject == null) {
            globalLevel = level == null ? DEFAULT_LEVEL : level;
        } else if (level == null) {
            levels.remove(subject);
        } else {
            levels.put(subject, level);
        }
    }

    /** Subjects in alphabetical order, softly deleted ones included. */
    synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    /** Every version of a subject in ascending order, softly deleted ones included. */
    synchronized List<StoredSchema> versions(String subject) {
        return List.copyOf(subjects.getOrDefault(subject, new TreeMap<>()).values());
    }

    synchronized Optional<StoredSchema> version(String subject, int version) {
        return Optional.ofNullable(
                subjects.getOrDefault(subject, new TreeMap<>()).get(version));
    }

    /** Every version that stands for an id, softly deleted ones included. */
    synchronized List<StoredSchema> byId(int id) {
        return List.copyOf(byId.getOrDefault(id, List.of()));
    }

    synchronized Optional<Integer> idOf(SchemaText schema) {
        return Optional.ofNullable(ids.get(schema));
    }

    /** The highest id that was ever given; 0 if none. */
    synchronized int highestId() {
        return highestId;
    }

    synchronized CompatibilityLevel globalLevel() {
        return globalLevel;
    }

    synchronized Optional<CompatibilityLevel> levelOf(String subject) {
        return Optional.ofNullable(levels.get(subject));
    }

    /** Ids of the schemas that name this version as a reference, softly deleted ones left out. */
    synchronized List<Integer> referringIds(String subject, int version) {
        return subjects.values().stream()
                .flatMap(versions -> versions.values().stream())
                .filter(schema -> !schema.deleted() && schema.refersTo(subject, version))
                .map(StoredSchema::id)
                .distinct()
                .sorted()
                .toList();
    }
}
