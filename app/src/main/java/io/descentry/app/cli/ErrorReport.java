package io.descentry.app.cli;

import io.descentry.app.service.Causes;
import io.descentry.app.settings.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells an error in one readable message; where it came up in the code only when asked. */
final class ErrorReport implements IExecutionExceptionHandler {
    private final BooleanSupplier verbose;

    ErrorReport(BooleanSupplier verbose) {
        this.verbose = verbose;
    }

    @Override
    public int handleExecutionException(Exception error, CommandLine verb, ParseResult parsed) {
        if (Stopping.hasBegun()) {
            return ExitCode.SOFTWARE;
        }
        PrintWriter err = verb.getErr();
        err.println(verb.getCommandSpec().qualifiedName() + ": " + message(error));
        if (verbose.getAsBoolean()) {
            error.printStackTrace(err);
        } else if (!isExpected(error)) {
            err.println("That is a fault of Descentry's; --verbose shows where it came up.");
        }
        err.flush();
        return error instanceof SettingsException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    private static boolean isExpected(Exception error) {
        return error instanceof CommandFailed || error instanceof SettingsException || error instanceof IOException;
    }

    private static String message(Exception error) {
        if (error instanceof NoSuchFileException missing) {
            return "there is no file or directory " + missing.getFile();
        }
        return isExpected(error) ? String.valueOf(error.getMessage()) : Causes.of(error);
    }
}
