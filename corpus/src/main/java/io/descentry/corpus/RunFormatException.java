package io.descentry.corpus;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A recorded run that cannot be read; the message names file and line. */
public final class RunFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    RunFormatException(String file, long line, String problem, @Nullable Throwable cause) {
        super(file + ", line " + line + ": " + problem, cause);
    }
}
