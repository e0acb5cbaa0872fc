package io.descentry.detect;

/** How bad it is. */
public enum Severity {
    /** For reading. */
    INFO,
    /** For working hours. */
    WARNING,
    /** For now. */
    CRITICAL;

    /** One grade worse; the worst stays. */
    public Severity raised() {
        return this == INFO ? WARNING : CRITICAL;
    }
}
