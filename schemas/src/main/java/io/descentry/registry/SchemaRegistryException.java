package io.descentry.registry;

import org.jspecify.annotations.Nullable;

/** A registry that did not answer as hoped. Messages hold no credentials. */
public abstract sealed class SchemaRegistryException extends Exception {
    private static final long serialVersionUID = 1L;

    private SchemaRegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The registry answered: there is no such schema, subject or version. */
    public static final class NotFound extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message) {
            super(message, null);
        }
    }

    /** The registry answered: it refuses the request (credentials, invalid or incompatible schema). */
    public static final class Refused extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        public Refused(String message) {
            super(message, null);
        }
    }

    /** No registry answered. Asking later may help. */
    public static final class Unavailable extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
