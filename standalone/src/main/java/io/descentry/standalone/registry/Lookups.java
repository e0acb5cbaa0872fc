package io.descentry.standalone.registry;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.avro.Schema;

/** Answers about a book, with Confluent's errors for what is not there. */
record Lookups(SchemaBook book) {

    /** Which versions a request wants to see. */
    enum Show implements Predicate<StoredSchema> {
        LIVE,
        ALL,
        DELETED_ONLY;

        static Show of(boolean deleted, boolean deletedOnly) {
            return deletedOnly ? DELETED_ONLY : deleted ? ALL : LIVE;
        }

        @Override
        public boolean test(StoredSchema schema) {
            return switch (this) {
                case LIVE -> !schema.deleted();
                case ALL -> true;
                case DELETED_ONLY -> schema.deleted();
            };
        }
    }

    List<String> subjects(String prefix, Show show) {
        return book.subjects().stream()
                .filter(subject -> subject.startsWith(prefix)
                        && book.versions(subject).stream().anyMatch(show))
                .toList();
    }

    /** Versions of a subject in ascending order; at least one. */
    List<StoredSchema> versions(String subject, Show show) throws RegistryProblem {
        List<StoredSchema> shown = book.versions(subject).stream().filter(show).toList();
        if (shown.isEmpty()) {
            throw RegistryProblem.subjectNotFound(subject);
        }
        return shown;
    }

    /** One version by number, {@code latest} or {@code -1}. */
    StoredSchema version(String subject, String version, Show show) throws RegistryProblem {
        int number = number(version);
        List<StoredSchema> shown = versions(subject, show);
        if (number == LATEST) {
            return shown.get(shown.size() - 1);
        }
        return shown.stream()
                .filter(schema -> schema.version() == number)
                .findFirst()
                .orElseThrow(() -> RegistryProblem.versionNotFound(version));
    }

    static final int LATEST = -1;

    /** The version that a path names; {@link #LATEST} for {@code latest} and {@code -1}. */
    static int number(String version) throws RegistryProblem {
        if (version.equals("latest")) {
            return LATEST;
        }
        try {
            int number = Integer.parseInt(version);
            if (number > 0 || number == LATEST) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            // falls through to the same answer as 0
        }
        throw RegistryProblem.invalidVersion(version);
    }

    /** Every version that stands for an id; at least one. */
    List<StoredSchema> byId(int id) throws RegistryProblem {
        List<StoredSchema> found = book.byId(id);
        if (found.isEmpty()) {
            throw RegistryProblem.schemaNotFound();
        }
        return found;
    }

    /** The live version of a subject that has exactly this schema, the latest if there are several. */
    StoredSchema same(String subject, SchemaText schema, Show show) throws RegistryProblem {
        return versions(subject, show).stream()
                .filter(stored -> stored.schema().equals(schema))
                .reduce((earlier, later) -> later)
                .orElseThrow(RegistryProblem::schemaNotFound);
    }

    CompatibilityLevel level(String subject) {
        return book.levelOf(subject).orElseGet(book::globalLevel);
    }

    /** Why a schema may not follow these versions at the subject's level; empty if it may. */
    List<String> reasonsAgainst(String subject, AvroText candidate, List<StoredSchema> earlier) throws RegistryProblem {
        CompatibilityLevel level = level(subject);
        if (level == CompatibilityLevel.NONE) {
            return List.of();
        }
        SortedMap<Integer, Schema> parsed = new TreeMap<>();
        for (StoredSchema version : earlier) {
            parsed.put(version.version(), AvroText.parse(version.schema(), book).schema());
        }
        return level.reasonsAgainst(candidate.schema(), parsed);
    }
}
