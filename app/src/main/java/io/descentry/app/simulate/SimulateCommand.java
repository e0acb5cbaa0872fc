package io.descentry.app.simulate;

import io.descentry.app.Progress;
import io.descentry.app.Terminal;
import io.descentry.corpus.cluster.Bases;
import io.descentry.corpus.cluster.ClusterPlan;
import io.descentry.corpus.cluster.ClusterScore;
import io.descentry.corpus.cluster.FleetFault;
import io.descentry.corpus.cluster.SimulatedCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.DoubleFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verb {@code simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Simulates a cluster of jobs made of recorded real runs, puts in faults where they arise, and compares what"
                        + " Descentry says with the truth: incidents of the fleet, alerts of single jobs, delays.",
        footer = {
            "",
            "Exit codes: 0 simulated, 1 the gate is not met or the way failed, 2 wrong arguments.",
            "",
            "Examples:",
            "  descentry simulate                                 2,000 jobs on 250 hosts, three faults",
            "  descentry simulate --fault none --repeat 10        clean but for faults of single jobs",
            "  descentry simulate --through kafka --jobs 500      a real broker; delays by the clock"
        })
public final class SimulateCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Supplier<Path> corpus;
    private final Map<String, DoubleFunction<ClusterWay>> ways;
    private final InstantSource clock;

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "2000", description = "Default: ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(names = "--hosts", paramLabel = "N", defaultValue = "250", description = "Default: ${DEFAULT-VALUE}.")
    private int hosts;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "30",
            description = "Simulated time. Default: ${DEFAULT-VALUE}.")
    private int minutes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            split = ",",
            defaultValue = "bad-host,bad-dataset,rack-outage",
            description = "Faults of several jobs: bad-host, bad-dataset, rack-outage, or none. Default: all.")
    private List<String> faults = List.of();

    @Option(
            names = "--job-faults",
            paramLabel = "SHARE",
            defaultValue = "0.02",
            description = "Share of jobs with a fault of their own. Default: ${DEFAULT-VALUE}.")
    private double jobFaults;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "1",
            description = "Simulations, each with the next seed. Default: ${DEFAULT-VALUE}.")
    private int repeat;

    @Option(
            names = "--through",
            paramLabel = "detection|kafka",
            defaultValue = "detection",
            description =
                    "detection: in this process, as fast as it goes; kafka: through an embedded broker and the whole"
                            + " service, in quick motion. Default: ${DEFAULT-VALUE}.")
    private String through = "detection";

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "10",
            description = "Simulated seconds in a second through kafka. Default: ${DEFAULT-VALUE}.")
    private double speed;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Directory of the recorded runs; corpus/data of the checkout if not given.")
    private @Nullable Path runs;

    @Option(names = "--json", paramLabel = "OUT.json", description = "Where the figures are written as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--gate",
            description =
                    "Exit 1 unless each incident is told once with the right factor within 60 simulated seconds of its"
                            + " second member, no other one is told, and no healthy job is alarmed.")
    private boolean gate;

    @Spec
    private @Nullable CommandSpec spec;

    /**
     * The verb.
     *
     * @param corpus where recorded runs are if nothing is said
     * @param ways by what {@code --through} calls them; each is made for a speed, simulated seconds in a second
     * @param clock says when the simulated time begins
     */
    public SimulateCommand(
            Terminal terminal,
            Supplier<Path> corpus,
            Map<String, DoubleFunction<ClusterWay>> ways,
            InstantSource clock) {
        this.terminal = terminal;
        this.corpus = corpus;
        this.ways = Map.copyOf(ways);
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        DoubleFunction<ClusterWay> made = ways.get(through);
        if (made == null) {
            throw wrong("--through is one of " + ways.keySet().stream().sorted().toList() + ", not " + through);
        }
        if (!(speed > 0 && speed <= 1000)) {
            throw wrong("--speed is above 0 and at most 1000, not " + speed);
        }
        ClusterWay way = made.apply(speed);
        if (repeat < 1) {
            throw wrong("--repeat is at least 1, not " + repeat);
        }
        List<SimulationReport> reports = new ArrayList<>();
        try {
            Bases bases = Bases.in(runs == null ? corpus.get() : runs);
            for (int repetition = 0; repetition < repeat; repetition++) {
                SimulatedCluster cluster = SimulatedCluster.of(plan(seed + repetition), bases);
                SimulationReport report = simulate(cluster, way);
                report.lines().forEach(terminal.out()::println);
                reports.add(report);
            }
        } catch (NoSuchFileException e) {
            throw wrong("no such file or directory: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        if (json != null) {
            Files.writeString(json, SimulationJson.of(reports) + "\n");
        }
        List<String> unmet =
                reports.stream().flatMap(report -> report.unmet().stream()).toList();
        if (gate) {
            unmet.forEach(bound -> terminal.err().println("gate not met: " + bound));
        }
        return gate && !unmet.isEmpty() ? 1 : 0;
    }

    private SimulationReport simulate(SimulatedCluster cluster, ClusterWay way)
            throws IOException, InterruptedException {
        try (Progress progress = terminal.progress()) {
            ClusterWay.Outcome outcome = way.judge(cluster, progress);
            return new SimulationReport(cluster, outcome, ClusterScore.of(cluster, outcome.events()));
        }
    }

    /** The simulation ends now, as far as event times go: none of them lies ahead of the clock. */
    private ClusterPlan plan(long ofSeed) {
        Duration length = Duration.ofMinutes(minutes);
        Instant start = clock.instant().minus(length);
        return new ClusterPlan(jobs, hosts, start, length, ofSeed, faults(), jobFaults);
    }

    private Set<FleetFault> faults() {
        Set<FleetFault> all = EnumSet.noneOf(FleetFault.class);
        if (!faults.equals(List.of("none"))) {
            faults.forEach(fault -> all.add(FleetFault.of(fault)));
        }
        return all;
    }

    private ParameterException wrong(String problem) {
        CommandSpec command = spec;
        if (command == null) {
            throw new IllegalStateException(problem);
        }
        return new ParameterException(command.commandLine(), problem);
    }
}
