package io.descentry.memory;

/** Bytes that are no memory: cut short, or of another layout than they claim. */
public final class MemoryFormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MemoryFormatException(String message) {
        super(message);
    }
}
