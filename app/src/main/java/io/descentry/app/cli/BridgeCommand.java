package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.bridge.Bridge;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Alertmanager is told what is open and what is over. */
@Command(
        name = "bridge-alertmanager",
        mixinStandardHelpOptions = true,
        description = "Keeps open in Alertmanager what is open in descentry.alerts, until it is told to stop.",
        footer = {
            "",
            "Example:",
            "  descentry bridge-alertmanager --config descentry.properties",
            "with descentry.properties, which may be that of serve:",
            "  kafka.bootstrap.servers=broker-1:9092,broker-2:9092",
            "  schema.registry.url=https://registry:8081",
            "  alertmanager.url=http://alertmanager-1:9093,http://alertmanager-2:9093",
            "",
            "Any number may run side by side: Alertmanager knows the same alert by its labels. It needs a port",
            "of its own where it runs beside serve: DESCENTRY_SERVER_PORT=8082. SIGTERM stops it cleanly."
        })
final class BridgeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StartOptions start;

    BridgeCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.start = new StartOptions(environment);
    }

    @Override
    public Integer call() throws SettingsException, IOException, InterruptedException {
        Settings settings = start.load();
        settings.alertmanagers(); // one at least, or that is told here
        if (start.onlyCheck(settings, terminal)) {
            return 0;
        }
        Stopping.closeAtEnd(Bridge.start(settings));
        Stopping.awaitSignal();
        return 0;
    }
}
