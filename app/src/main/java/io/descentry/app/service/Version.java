package io.descentry.app.service;

import java.util.Objects;

/** Which Descentry this is. */
public final class Version {
    /** From the jar's manifest; {@code development} when classes run as they were compiled. */
    public static final String TEXT =
            Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "development");

    private Version() {}
}
