package io.descentry.standalone.cli;

import io.descentry.app.Terminal;
import io.descentry.app.cli.LogLevels;
import io.descentry.app.cli.Stopping;
import io.descentry.app.settings.SettingsException;
import io.descentry.standalone.LocalClusterSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Descentry for one machine: nothing to install beside it, data kept. */
@Command(
        name = "standalone",
        mixinStandardHelpOptions = true,
        description =
                "Runs a Kafka broker, a development registry and Descentry in one process until it is told to stop."
                        + " Data is kept in a directory and taken up again at the next start.",
        footer = {
            "",
            "Example:",
            "  descentry standalone --data ./descentry-data --broker-port 9092 --registry-port 8081",
            "",
            "One machine, no passwords: it listens on loopback unless --host says otherwise, and then everyone who",
            "reaches that address can read and write everything. SIGTERM stops it cleanly."
        })
final class StandaloneCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description = "Where the data is kept; created if missing.")
    private @Nullable Path data;

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "Port of the broker, 0 for any. Default: ${DEFAULT-VALUE}.")
    private int brokerPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "Port of the registry, 0 for any. Default: ${DEFAULT-VALUE}.")
    private int registryPort;

    @Option(
            names = "--server-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Port of health and metrics, 0 for any. Default: ${DEFAULT-VALUE}.")
    private int serverPort;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Address that all three listen on. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--advertised-host",
            paramLabel = "HOST",
            description = "Name under which clients reach this machine; needed with --host 0.0.0.0.")
    private @Nullable String advertisedHost;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of each topic when they are created. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    StandaloneCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, SettingsException {
        LogLevels.set("INFO", "ERROR");
        LocalClusterSettings where = new LocalClusterSettings(
                data, host, advertisedHost == null ? host : advertisedHost, brokerPort, registryPort);
        Map<String, String> settings = Map.of("server.host", host, "server.port", String.valueOf(serverPort));
        LocalDescentry local = LocalDescentry.start(where, partitions, settings);
        Stopping.closeAtEnd(local);
        local.judge();
        terminal.out().println(Addresses.of(local));
        Stopping.awaitSignal();
        return 0;
    }
}
