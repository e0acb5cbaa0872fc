package io.descentry.wire;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Tells Avro that it may instantiate our generated classes; since 1.12.2 it refuses all classes that nobody vouched
 * for. Exactly our package is added to what the process already trusts.
 */
public final class Trust {
    private static final String OURS = "io.descentry.avro.";

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith(OURS)));
    }

    private Trust() {}

    /** Once it returns, Avro trusts our classes. */
    public static void declare() {
        // The static initialiser has run.
    }
}
