package io.descentry.app.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells what is wrong with the arguments, what was perhaps meant, and where to read on: not the whole help. */
final class UsageReport implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException error, String[] arguments) {
        CommandLine verb = error.getCommandLine();
        PrintWriter err = verb.getErr();
        String name = verb.getCommandSpec().qualifiedName();
        err.println(name + ": " + error.getMessage());
        UnmatchedArgumentException.printSuggestions(error, err);
        err.println("Try: " + name + " --help");
        err.flush();
        return ExitCode.USAGE;
    }
}
