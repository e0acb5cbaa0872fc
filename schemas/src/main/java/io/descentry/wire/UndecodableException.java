package io.descentry.wire;

import org.jspecify.annotations.Nullable;

/** Bytes that are no record of the wanted type. */
public final class UndecodableException extends Exception {
    private static final long serialVersionUID = 1L;

    public UndecodableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
