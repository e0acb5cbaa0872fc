package io.descentry.standalone.cli;

import io.descentry.app.Progress;
import io.descentry.app.Terminal;
import io.descentry.app.cli.LogLevels;
import io.descentry.app.cli.Stopping;
import io.descentry.app.settings.SettingsException;
import io.descentry.avro.AlertEvent;
import io.descentry.standalone.LocalClusterSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows a newcomer in one minute what the product does. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Starts a Kafka broker, a schema registry and Descentry in this process, lets recorded real training"
                        + " runs go through them in quick motion, and shows the alerts as they fire.",
        footer = {
            "",
            "Example:",
            "  descentry demo",
            "  descentry demo --seconds 20 --keep    look at the topics with your own tools afterwards"
        })
final class DemoCommand implements Callable<Integer> {
    /**
     * Quick commits show alerts at once. On a busy machine the end of a job must not overtake its last steps, which travel in
     * another topic: the merge of the topics waits a little longer than usual.
     */
    private static final Map<String, String> SETTINGS =
            Map.of("server.port", "0", "kafka.commit.interval.ms", "200", "kafka.max.task.idle.ms", "1000");

    private final Terminal terminal;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "40",
            description = "Time into which the runs are squeezed, 5 to 3600. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--keep", description = "Stay up afterwards, so that other programs can read the alerts.")
    private boolean keep;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Directory of the recorded runs; corpus/data of the checkout if not given.")
    private @Nullable Path runs;

    @Spec
    private @Nullable CommandSpec spec;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SettingsException {
        if (spec != null && (seconds < 5 || seconds > 3600)) {
            throw new ParameterException(spec.commandLine(), "--seconds is 5 to 3600, not " + seconds);
        }
        LogLevels.set("WARN", "OFF");
        List<DemoRun> shown = DemoRuns.in(runs == null ? Checkout.corpus() : runs);
        long began = System.nanoTime();
        introduce(shown);
        try (LocalDescentry local = LocalDescentry.start(LocalClusterSettings.temporary(), 2, SETTINGS)) {
            Stopping.closeAtEnd(local);
            demonstrate(local, shown, began);
            if (keep) {
                terminal.out().println();
                terminal.out().println("Everything stays up; Ctrl-C ends it and deletes its data.");
                terminal.out().println(Addresses.of(local));
                Stopping.awaitSignal();
            }
        }
        return 0;
    }

    private void introduce(List<DemoRun> shown) {
        long faulty = shown.stream().filter(run -> !run.truth().healthy()).count();
        terminal.out()
                .println("Descentry watches training runs through Kafka and says what is wrong, since when, and why.");
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "Here are %d recorded real runs, %d of them with a real fault. Their trainers publish every step%n"
                                + "to a Kafka broker in this process, squeezed into %d seconds; nothing tells Descentry which is which.%n%n",
                        shown.size(),
                        faulty,
                        seconds);
    }

    private void demonstrate(LocalDescentry local, List<DemoRun> shown, long began)
            throws IOException, InterruptedException {
        local.judge();
        local.awaitReady();
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "Broker %s, registry %s, metrics %s/metrics: up after %.1f s%n%n",
                        local.bootstrapServers(),
                        local.registryUrl(),
                        local.address(),
                        (System.nanoTime() - began) / 1e9);
        Palette palette = new Palette(terminal.colours());
        AlertText text = new AlertText(palette, Math.min(120, terminal.columns()));
        Progress progress = terminal.progress();
        try (Performance performance = new Performance(local, shown, Duration.ofSeconds(seconds), progress)) {
            List<AlertEvent> events = performance.play((event, at, what) -> {
                progress.pause();
                text.lines(event, at, what).forEach(terminal.out()::println);
            });
            terminal.out().println();
            progress.pause();
            new DemoSummary(palette, Math.min(140, terminal.columns()))
                    .lines(shown, events)
                    .forEach(terminal.out()::println);
        } finally {
            progress.close();
        }
    }
}
