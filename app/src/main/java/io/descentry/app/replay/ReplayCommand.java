package io.descentry.app.replay;

import io.descentry.app.Terminal;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Run;
import io.descentry.corpus.Runs;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Judges recorded runs with exactly the code of the service and writes one JSON object a line for each"
                        + " alert event.",
        footer = {
            "",
            "Exit codes: 0 judged, 1 a run cannot be read or the way failed, 2 wrong arguments.",
            "",
            "Example:",
            "  descentry replay corpus/data/d015.jsonl.gz"
        })
public final class ReplayCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Map<String, AlertSource> sources;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR",
            description = "Recorded runs (*.jsonl, *.jsonl.gz) or directories with such files.")
    private List<Path> paths = List.of();

    @Option(
            names = "--alerts",
            paramLabel = "OUT.jsonl",
            description = "Where the alert events are written; standard output if not given.")
    private @Nullable Path alerts;

    @Option(
            names = "--through",
            paramLabel = "detection|kafka",
            defaultValue = "detection",
            description =
                    "detection: in this process; kafka: through a real embedded broker and the real topology. Both"
                            + " give the same alerts. Default: ${DEFAULT-VALUE}.")
    private String through = "detection";

    @Mixin
    private final SettingsOption settings = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    /** @param sources ways to judge, by what {@code --through} calls them */
    public ReplayCommand(Terminal terminal, Map<String, AlertSource> sources) {
        this.terminal = terminal;
        this.sources = Map.copyOf(sources);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        AlertSource source = sources.get(through);
        if (source == null) {
            throw wrong(
                    "--through is one of " + sources.keySet().stream().sorted().toList() + ", not " + through);
        }
        try {
            List<Run> runs = Runs.in(paths);
            if (runs.isEmpty()) {
                throw wrong("no *.jsonl or *.jsonl.gz in " + paths);
            }
            JudgedRuns judged = JudgedRuns.by(source.with(settings.load()), runs, terminal);
            write(judged.events());
            terminal.err()
                    .println(judged.byJob().size() + " runs judged, "
                            + judged.events().size() + " alert events");
            return 0;
        } catch (NoSuchFileException e) {
            throw wrong("no such file or directory: " + e.getMessage());
        } catch (UsageException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private void write(List<AlertEvent> events) throws IOException {
        Path file = alerts;
        if (file == null) {
            print(events, terminal.out());
            return;
        }
        try (var out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            print(events, out);
            if (out.checkError()) {
                throw new IOException("cannot write " + file);
            }
        }
    }

    private static void print(List<AlertEvent> events, PrintStream out) {
        events.forEach(event -> out.print(AlertJson.of(event) + "\n"));
        out.flush();
    }

    private ParameterException wrong(String problem) {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException(problem);
        }
        return new ParameterException(command.commandLine(), problem);
    }
}
