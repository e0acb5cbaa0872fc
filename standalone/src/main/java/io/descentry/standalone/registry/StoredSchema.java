package io.descentry.standalone.registry;

/**
 * One version of one subject.
 *
 * @param version 1 or above
 * @param id 1 or above; the same for the same schema in every subject
 * @param deleted softly: hidden unless asked for
 */
record StoredSchema(String subject, int version, int id, SchemaText schema, boolean deleted) {

    StoredSchema softlyDeleted() {
        return new StoredSchema(subject, version, id, schema, true);
    }

    boolean refersTo(String otherSubject, int otherVersion) {
        return schema.references().stream()
                .anyMatch(reference -> reference.subject().equals(otherSubject) && reference.version() == otherVersion);
    }
}
