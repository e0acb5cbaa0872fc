package io.descentry.standalone.registry;

import io.descentry.standalone.registry.Lookups.Show;
import io.descentry.standalone.registry.SchemaStore.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What each writing request does to the store, and what it answers. */
final class Changes {
    private final SchemaStore store;

    Changes(SchemaStore store) {
        this.store = store;
    }

    /** Adds a version to a subject, unless its live versions hold the schema already; answers the schema's id. */
    int register(String subject, SchemaText sent) throws RegistryProblem {
        if (subject.isBlank()) {
            throw RegistryProblem.invalidSubject(subject);
        }
        return store.change(book -> {
            Lookups lookups = new Lookups(book);
            AvroText candidate = AvroText.parse(sent, book);
            List<StoredSchema> all = book.versions(subject);
            List<StoredSchema> live = all.stream().filter(Show.LIVE).toList();
            Optional<StoredSchema> same = live.stream()
                    .filter(stored -> stored.schema().equals(candidate.given()))
                    .findFirst();
            if (same.isPresent()) {
                return new Outcome<>(same.get().id(), List.of());
            }
            List<String> reasons = lookups.reasonsAgainst(subject, candidate, live);
            if (!reasons.isEmpty()) {
                throw RegistryProblem.incompatible(subject, reasons.toString());
            }
            int version = all.isEmpty() ? 1 : all.get(all.size() - 1).version() + 1;
            int id = book.idOf(candidate.given()).orElse(book.highestId() + 1);
            return new Outcome<>(
                    id,
                    List.of(new LogRecord.Stored(new StoredSchema(subject, version, id, candidate.given(), false))));
        });
    }

    /** Deletes a subject softly, or for good what was softly deleted; answers the versions. */
    List<Integer> deleteSubject(String subject, boolean permanent) throws RegistryProblem {
        return store.change(book -> {
            List<StoredSchema> all = new Lookups(book).versions(subject, Show.ALL);
            List<StoredSchema> live = all.stream().filter(Show.LIVE).toList();
            if (permanent && !live.isEmpty()) {
                throw RegistryProblem.subjectNotSoftDeleted(subject);
            }
            if (!permanent && live.isEmpty()) {
                throw RegistryProblem.subjectSoftDeleted(subject);
            }
            List<StoredSchema> affected = permanent ? all : live;
            for (StoredSchema schema : affected) {
                refuseIfReferenced(book, schema);
            }
            List<LogRecord> changes = new ArrayList<>();
            if (permanent) {
                changes.add(new LogRecord.IdsGiven(book.highestId()));
                affected.forEach(schema -> changes.add(new LogRecord.Forgotten(subject, schema.version())));
            } else {
                changes.add(new LogRecord.SubjectDeleted(
                        subject, live.get(live.size() - 1).version()));
                book.levelOf(subject).ifPresent(level -> changes.add(new LogRecord.LevelSet(subject, null)));
            }
            return new Outcome<>(affected.stream().map(StoredSchema::version).toList(), changes);
        });
    }

    /** Deletes one version softly, or for good what was softly deleted; answers its number. */
    int deleteVersion(String subject, String version, boolean permanent) throws RegistryProblem {
        return store.change(book -> {
            Lookups lookups = new Lookups(book);
            boolean latest = Lookups.number(version) == Lookups.LATEST;
            StoredSchema schema = lookups.version(subject, version, latest && !permanent ? Show.LIVE : Show.ALL);
            if (permanent && !schema.deleted()) {
                throw RegistryProblem.versionNotSoftDeleted(subject, schema.version());
            }
            if (!permanent && schema.deleted()) {
                throw RegistryProblem.versionSoftDeleted(subject, schema.version());
            }
            refuseIfReferenced(book, schema);
            List<LogRecord> changes = permanent
                    ? List.of(
                            new LogRecord.IdsGiven(book.highestId()),
                            new LogRecord.Forgotten(subject, schema.version()))
                    : List.of(new LogRecord.Stored(schema.softlyDeleted()));
            return new Outcome<>(schema.version(), changes);
        });
    }

    private static void refuseIfReferenced(SchemaBook book, StoredSchema schema) throws RegistryProblem {
        if (!book.referringIds(schema.subject(), schema.version()).isEmpty()) {
            throw RegistryProblem.referenced(schema.subject(), schema.version());
        }
    }

    /** Sets the level of a subject, or of all when the subject is null. */
    CompatibilityLevel setLevel(@Nullable String subject, String name) throws RegistryProblem {
        CompatibilityLevel level = CompatibilityLevel.named(name).orElseThrow(() -> RegistryProblem.invalidLevel(name));
        return store.change(book -> new Outcome<>(level, List.of(new LogRecord.LevelSet(subject, level))));
    }

    /** Takes a subject's own level back, or the level of all when the subject is null; answers what it was. */
    CompatibilityLevel clearLevel(@Nullable String subject) throws RegistryProblem {
        return store.change(book -> {
            CompatibilityLevel was = subject == null
                    ? book.globalLevel()
                    : book.levelOf(subject).orElseThrow(() -> RegistryProblem.noLevelOfItsOwn(subject));
            return new Outcome<>(was, List.of(new LogRecord.LevelSet(subject, null)));
        });
    }
}
