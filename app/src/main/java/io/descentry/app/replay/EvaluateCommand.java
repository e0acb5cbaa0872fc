package io.descentry.app.replay;

import io.descentry.app.Terminal;
import io.descentry.corpus.Gate;
import io.descentry.corpus.Label;
import io.descentry.corpus.Labels;
import io.descentry.corpus.ReportedAlert;
import io.descentry.corpus.Run;
import io.descentry.corpus.Runs;
import io.descentry.corpus.ScoreJson;
import io.descentry.corpus.ScoreTable;
import io.descentry.corpus.Scorecard;
import io.descentry.detect.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code evaluate}. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Judges the recorded runs of a directory and scores the alerts against its labels.csv.",
        footer = {
            "",
            "A gate is a properties file of recall.KIND.min, recall.macro.min,",
            "delay.KIND.median.max (steps) and healthy.alarmed.max.",
            "",
            "Exit codes: 0 scored, 1 the gate is not met or a run cannot be read, 2 wrong arguments.",
            "",
            "Example:",
            "  descentry evaluate corpus/data"
        })
public final class EvaluateCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final AlertSource source;

    @Parameters(paramLabel = "DIR", description = "Directory with recorded runs and labels.csv.")
    private Path directory = Path.of("");

    @Option(names = "--json", paramLabel = "OUT.json", description = "Where the scores are written as JSON.")
    private @Nullable Path json;

    @Option(names = "--gate", paramLabel = "FILE", description = "What must be reached; exit 1 if it is not.")
    private @Nullable Path gateFile;

    @Mixin
    private final SettingsOption settings = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    /** @param source the way in which runs are judged */
    public EvaluateCommand(Terminal terminal, AlertSource source) {
        this.terminal = terminal;
        this.source = source;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            Optional<Gate> gate = gate();
            Scorecard card = score();
            ScoreTable.of(card).forEach(terminal.out()::println);
            if (json != null) {
                Files.writeString(json, ScoreJson.of(card) + "\n");
            }
            List<String> unmet = gate.map(wanted -> wanted.unmet(card)).orElse(List.of());
            unmet.forEach(bound -> terminal.err().println("gate not met: " + bound));
            return unmet.isEmpty() ? 0 : 1;
        } catch (NoSuchFileException e) {
            throw wrong("no such file or directory: " + e.getMessage());
        } catch (UsageException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Gate> gate() throws IOException, UsageException {
        if (gateFile == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Gate.read(gateFile));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private Scorecard score() throws IOException, InterruptedException, UsageException {
        Labels labels = Labels.read(directory);
        var labelled = new ArrayList<Run>();
        for (Run run : Runs.in(directory)) {
            if (labels.of(run.name()).isPresent()) {
                labelled.add(run);
            } else {
                terminal.err().println("not scored, as it has no label: " + run.name());
            }
        }
        if (labelled.isEmpty()) {
            throw new UsageException("no labelled run in " + directory);
        }
        JudgedRuns judged = JudgedRuns.by(source.with(settings.load()), labelled, terminal);
        var truth = new LinkedHashMap<String, Label>();
        for (Map.Entry<String, Run> run : judged.byJob().entrySet()) {
            truth.put(run.getKey(), labels.of(run.getValue().name()).orElseThrow());
        }
        return Scorecard.of(
                truth,
                judged.events().stream().map(ReportedAlert::of).toList(),
                Arrays.stream(Kind.values()).map(Kind::id).toList());
    }

    private ParameterException wrong(String problem) {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException(problem);
        }
        return new ParameterException(command.commandLine(), problem);
    }
}
