package io.descentry.corpus;

import org.apache.avro.util.ClassSecurityValidator;

/** Tells Avro that it may load our generated classes; without it, making the first record fails. */
final class AvroTrust {
    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith("io.descentry.avro.")));
    }

    private AvroTrust() {}

    static void declare() {
        // The static initialiser has run.
    }
}
