package io.descentry.benchmarks;

import io.descentry.app.Terminal;
import io.descentry.app.cli.Cli;
import io.descentry.benchmarks.run.BenchCommand;
import java.nio.file.Path;
import picocli.CommandLine;

/** The program behind {@code ./descentry bench}; the product's class path does not hold it. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        CommandLine line = Cli.commandLine(terminal, System.getenv());
        line.addSubcommand("bench", new BenchCommand(terminal, Path.of(System.getProperty("descentry.home", ""))));
        System.exit(Cli.run(line, terminal, arguments));
    }
}
