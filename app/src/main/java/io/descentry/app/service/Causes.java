package io.descentry.app.service;

import java.util.concurrent.ExecutionException;
import org.apache.kafka.streams.errors.StreamsException;

/** Says in one line why something failed. */
public final class Causes {
    private Causes() {}

    /** The message of the innermost cause that says more than its wrappers do. */
    public static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null
                && (cause instanceof ExecutionException
                        || cause instanceof StreamsException
                        || cause.getMessage() == null
                        || cause.getMessage().contains(String.valueOf(cause.getCause())))) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
