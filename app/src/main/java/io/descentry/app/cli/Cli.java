package io.descentry.app.cli;

import io.descentry.app.Terminal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Puts the command line together; verbs of other modules are added to it. */
public final class Cli {
    private Cli() {}

    /** The command line with the verbs that need no embedded broker. */
    public static CommandLine commandLine(Terminal terminal, Map<String, String> environment) {
        RootCommand root = new RootCommand();
        CommandLine line = new CommandLine(root);
        line.addSubcommand("serve", new ServeCommand(terminal, environment));
        line.addSubcommand("bridge-alertmanager", new BridgeCommand(terminal, environment));
        line.addSubcommand("topics", TopicsCommand.commandLine(terminal, environment));
        line.addSubcommand("schemas", SchemasCommand.commandLine(terminal, environment));
        line.addSubcommand("settings", SettingsCommand.commandLine(terminal, environment));
        line.addSubcommand("topology", new TopologyCommand(terminal));
        return line;
    }

    /** Runs a command line and returns the exit code: 0 done, 1 failed or not as hoped, 2 wrong usage or settings. */
    public static int run(CommandLine line, Terminal terminal, String... arguments) {
        RootCommand root = line.getCommand();
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF));
        line.setUsageHelpWidth(Math.min(100, terminal.columns()));
        line.setExecutionExceptionHandler(new ErrorReport(root::verbose));
        line.setParameterExceptionHandler(new UsageReport());
        return line.execute(arguments);
    }
}
