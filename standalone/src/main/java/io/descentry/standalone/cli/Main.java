package io.descentry.standalone.cli;

import io.descentry.app.Terminal;
import io.descentry.app.cli.Cli;
import io.descentry.app.replay.AlertSource;
import io.descentry.app.replay.DetectionSource;
import io.descentry.app.replay.EvaluateCommand;
import io.descentry.app.replay.ReplayCommand;
import io.descentry.app.simulate.InProcess;
import io.descentry.app.simulate.SimulateCommand;
import java.time.Clock;
import java.util.Map;
import picocli.CommandLine;

/** The program behind {@code ./descentry}. */
public final class Main {
    private Main() {}

    /** Runs a verb; exit code 0 done, 1 failed or not as hoped, 2 wrong usage or settings. */
    public static void main(String[] arguments) {
        System.exit(run(Terminal.ofProcess(), System.getenv(), arguments));
    }

    static int run(Terminal terminal, Map<String, String> environment, String... arguments) {
        AlertSource detection = new DetectionSource();
        CommandLine line = Cli.commandLine(terminal, environment);
        line.addSubcommand("demo", new DemoCommand(terminal));
        line.addSubcommand("standalone", new StandaloneCommand(terminal));
        line.addSubcommand(
                "replay",
                new ReplayCommand(
                        terminal, Map.of("detection", detection, "kafka", new ReplayThroughKafka(Clock.systemUTC()))));
        line.addSubcommand("evaluate", new EvaluateCommand(terminal, detection));
        line.addSubcommand(
                "simulate",
                new SimulateCommand(
                        terminal,
                        Checkout::corpus,
                        Map.of(
                                "detection",
                                speed -> new InProcess(),
                                "kafka",
                                speed -> new SimulateThroughKafka(Clock.systemUTC(), speed)),
                        Clock.systemUTC()));
        return Cli.run(line, terminal, arguments);
    }
}
