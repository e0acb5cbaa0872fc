package io.descentry.benchmarks.run;

import io.descentry.app.Terminal;
import io.descentry.app.cli.LogLevels;
import io.descentry.benchmarks.load.Load;
import io.descentry.benchmarks.peer.Peers;
import io.descentry.benchmarks.peer.Slice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb {@code bench}. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measures.")
public final class BenchCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--only", split = ",")
    private List<Peers> only = List.of();

    @Option(names = "--rounds", defaultValue = "3")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "5")
    private int seconds;

    @Option(names = "--records", defaultValue = "1000000")
    private long records;

    @Option(names = "--jobs", defaultValue = "1000")
    private int jobs;

    @Option(names = "--layers", defaultValue = "50")
    private int layers;

    @Option(names = "--threads", defaultValue = "1")
    private int threads;

    @Option(names = "--commit", defaultValue = "1000")
    private int commit;

    @Option(names = "--peer-options", split = " ")
    private List<String> options = List.of("-Xms1g", "-Xmx1g");

    public BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        LogLevels.set("WARN", "ERROR");
        Path logs = Files.createTempDirectory("descentry-bench-logs-");
        terminal.err().println("logs in " + logs);
        Set<Peers> peers = only.isEmpty() ? EnumSet.allOf(Peers.class) : EnumSet.copyOf(only);
        try (Cast cast = new Cast(logs, options);
                Stage stage = Stage.set(Load.of(jobs, layers), logs)) {
            long t = System.nanoTime();
            stage.feeder().fill(records);
            terminal.err().printf("filled in %.1f s%n", (System.nanoTime() - t) / 1e9);
            Cast.Turn turn = new Cast.Turn(threads, commit, 100L * jobs, records, 0, seconds * 1000L);
            Cast.Turn warm = new Cast.Turn(threads, commit, 0, records, 0, 10_000);
            for (Peers peer : peers) {
                show("warm", peer, cast.lap(peer, stage, warm), System.nanoTime());
            }
            Rounds all = new Rounds();
            for (int round = 0; round < rounds; round++) {
                all.begin();
                for (Peers peer : peers) {
                    long began = System.nanoTime();
                    Slice slice = cast.lap(peer, stage, turn);
                    all.add(peer, slice);
                    show("round " + round, peer, slice, began);
                }
            }
            for (Peers peer : peers) {
                terminal.out().printf("%-10s rate %s cpu %s%n", peer, all.of(peer, Slice::rate).text(0), all.of(peer, Slice::cpuMicros).text(2));
                if (peers.contains(Peers.LIMIT)) {
                    terminal.out().printf("    vs L rate %s cpu %s%n", all.ratio(peer, Peers.LIMIT, Slice::rate).text(2), all.ratio(peer, Peers.LIMIT, Slice::cpuMicros).text(2));
                }
            }
        }
        return 0;
    }

    private void show(String what, Peers peer, Slice slice, long began) {
        terminal.out().printf("%s %-10s %,10.0f/s %6.2f us %,8.0f B  log %,.0f B/s %s alerts %d %x  took %.1f s%n", what, peer, slice.rate(), slice.cpuMicros(), slice.garbage(), slice.loggedPerSecond(), slice.whole(), slice.alerts(), slice.digest(), (System.nanoTime() - began) / 1e9);
    }
}
