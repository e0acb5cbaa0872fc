package io.descentry.app.replay;

/** Arguments that a person has to change; the message says which and why. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
