package io.descentry.standalone.registry;

import org.jspecify.annotations.Nullable;

/** One change of the registry, as its topic keeps it. */
sealed interface LogRecord {

    /** A version exists, or is softly deleted now. */
    record Stored(StoredSchema schema) implements LogRecord {}

    /** A version is gone for good. */
    record Forgotten(String subject, int version) implements LogRecord {}

    /** All versions of a subject up to this one are softly deleted. */
    record SubjectDeleted(String subject, int upToVersion) implements LogRecord {}

    /** Compatibility of a subject, or of all when the subject is null; a level of null takes the setting back. */
    record LevelSet(@Nullable String subject, @Nullable CompatibilityLevel level) implements LogRecord {}

    /** Ids up to this one were given, whatever was forgotten since. */
    record IdsGiven(int highest) implements LogRecord {}
}
