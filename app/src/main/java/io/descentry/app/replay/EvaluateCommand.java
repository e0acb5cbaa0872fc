package io.descentry.app.replay;

import io.descentry.app.Terminal;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.Course;
import io.descentry.corpus.Gate;
import io.descentry.corpus.Run;
import io.descentry.corpus.ScoreJson;
import io.descentry.corpus.ScoreTable;
import io.descentry.corpus.Scorecard;
import io.descentry.corpus.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
            "A gate is a properties file of recall.KIND.min, precision.KIND.min,",
            "delay.KIND.median.max, cause.first.min, healthy.alarmed.max and others;",
            "docs/evaluation.md tells all of them and how each figure is counted.",
            "",
            "Exit codes: 0 scored, 1 the gate is not met or a run cannot be read, 2 wrong arguments.",
            "",
            "Example:",
            "  descentry evaluate corpus/data --report report.html"
        })
public final class EvaluateCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final AlertSource source;

    @Parameters(paramLabel = "DIR", description = "Directory with recorded runs and labels.csv.")
    private Path directory = Path.of("");

    @Option(names = "--json", paramLabel = "OUT.json", description = "Where the scores are written as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--report",
            paramLabel = "OUT_DIR|OUT.html",
            description = "Where a page with a picture of each run is written; it is read without a network.")
    private @Nullable Path report;

    @Option(
            names = "--causes",
            paramLabel = "FILE.csv",
            description = {
                "True causes of the runs: run,kind,cause,why. Default: the column cause of labels.csv,",
                "where that is empty causes.csv beside it."
            })
    private @Nullable Path causes;

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
            Evaluation evaluation = Evaluation.of(directory, causes, source.with(settings.load()), terminal);
            Scorecard card = evaluation.card();
            ScoreTable.of(card).forEach(terminal.out()::println);
            if (json != null) {
                Files.writeString(json, ScoreJson.of(card) + "\n");
            }
            if (report != null) {
                terminal.err().println("report: " + write(evaluation, report));
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

    private Path write(Evaluation evaluation, Path to) throws IOException {
        Path file = to.toString().endsWith(".html")
                ? to
                : Files.createDirectories(to).resolve("index.html");
        Map<String, List<AlertEvent>> events =
                evaluation.judged().events().stream().collect(Collectors.groupingBy(AlertEvent::getJobId));
        try (Report page = new Report(Files.newBufferedWriter(file), directory.toString(), evaluation.card())) {
            for (Map.Entry<String, Run> run : evaluation.judged().byJob().entrySet()) {
                page.add(
                        evaluation.label(run.getKey()),
                        Course.of(run.getValue()),
                        events.getOrDefault(run.getKey(), List.of()));
            }
        }
        return file;
    }

    private ParameterException wrong(String problem) {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException(problem);
        }
        return new ParameterException(command.commandLine(), problem);
    }
}
