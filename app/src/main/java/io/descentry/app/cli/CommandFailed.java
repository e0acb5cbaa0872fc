package io.descentry.app.cli;

import org.jspecify.annotations.Nullable;

/** A verb could not do its work; the message says why in words for the person who typed it. Exit code 1. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailed(String message) {
        this(message, null);
    }

    public CommandFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
