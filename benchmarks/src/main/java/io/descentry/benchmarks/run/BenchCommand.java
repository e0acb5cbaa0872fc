package io.descentry.benchmarks.run;

import io.descentry.app.Progress;
import io.descentry.app.Terminal;
import io.descentry.app.cli.LogLevels;
import io.descentry.benchmarks.load.Load;
import io.descentry.benchmarks.peer.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb {@code bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures what a step costs, in the product and in other designs with the same detectors, on a real broker:"
                        + " records a second, CPU of the process, garbage, changelogs, delays of alerts.",
        footer = {
            "",
            "Peers run in JVMs of their own, one at a time, in interleaved rounds; ratios are formed inside a round.",
            "Use a quiet machine, or compare ratios only.",
            "",
            "Examples:",
            "  descentry bench --quick                    all peers, in less than ten minutes on two cores",
            "  descentry bench --json out.json --docs     with grids; writes docs/performance.md and its picture anew"
        })
public final class BenchCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Path home;

    @Option(names = "--quick", description = "Fewer rounds and records, no grids.")
    private boolean quick;

    @Option(
            names = "--json",
            paramLabel = "OUT.json",
            description = "Where the figures are written as one JSON object.")
    private @Nullable Path json;

    @Option(names = "--docs", description = "Write tables and picture of docs/performance.md anew.")
    private boolean docs;

    @Option(names = "--only", split = ",", paramLabel = "PEER", description = "Peers: ${COMPLETION-CANDIDATES}.")
    private List<Peers> only = List.of();

    @Option(
            names = "--cells",
            split = ",",
            paramLabel = "TEXT",
            description = "Only those cells of the grids whose name contains one of these, also with --quick.")
    private List<String> cellsOnly = List.of();

    @Option(names = "--rounds", paramLabel = "N", description = "Default: 5, with --quick 3.")
    private @Nullable Integer rounds;

    @Option(names = "--seconds", paramLabel = "N", description = "Of a turn. Default: 10, with --quick 5.")
    private @Nullable Integer seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description =
                    "Seconds in which each peer may begin laps before the first round, of ten seconds each, until one is"
                            + " hardly cheaper than the one before. Default: ${DEFAULT-VALUE}; 0 for none.",
            defaultValue = "50")
    private int warmUp;

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Published ahead. Default: 2000000, with --quick 1000000.")
    private @Nullable Long records;

    @Option(
            names = "--peer-options",
            split = " ",
            paramLabel = "OPTIONS",
            description = "Of the JVMs of peers. Default: ${DEFAULT-VALUE}.",
            defaultValue = "-Xms1g -Xmx2g")
    private List<String> options = List.of();

    /** @param home the checkout */
    public BenchCommand(Terminal terminal, Path home) {
        this.terminal = terminal;
        this.home = home;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LogLevels.set("WARN", "ERROR");
        Path logs = Files.createTempDirectory("descentry-bench-");
        terminal.err().println("What peers log: " + logs);
        Plan plan = plan();
        List<Cell> cells = cells();
        try (Progress progress = terminal.progress()) {
            Result result = new Measurement(plan, logs, options, this::tell, progress)
                    .run(Load.of(Plan.JOBS, Plan.LAYERS), cells);
            progress.pause();
            terminal.out().print("\n" + result.machine.text() + "\n\n" + Tables.peers(result));
            if (json != null) {
                Files.writeString(json, ResultJson.of(result) + "\n");
            }
            if (docs) {
                Page.write(home.resolve("docs"), result);
            }
        }
        return 0;
    }

    private List<Cell> cells() {
        if (quick && cellsOnly.isEmpty()) {
            return List.of();
        }
        return Grid.cells(home.resolve("corpus").resolve("data")).stream()
                .filter(cell -> cellsOnly.isEmpty() || cellsOnly.stream().anyMatch(cell.what()::contains))
                .toList();
    }

    private Plan plan() {
        Set<Peers> peers = only.isEmpty() ? EnumSet.allOf(Peers.class) : EnumSet.copyOf(only);
        long millis = 1000L * (seconds != null ? seconds : quick ? 5 : 10);
        return new Plan(
                peers,
                rounds != null ? rounds : quick ? 3 : 5,
                records != null ? records : quick ? 1_000_000 : 2_000_000,
                warmUp * 1000L,
                millis);
    }

    private void tell(String line) {
        terminal.out().println(line);
        terminal.out().flush();
    }
}
