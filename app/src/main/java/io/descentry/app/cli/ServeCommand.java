package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.service.Service;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Production: your Kafka, your registry. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Judges training runs on your Kafka and your Schema Registry until it is told to stop.",
        footer = {
            "",
            "Example:",
            "  descentry serve --config descentry.properties --check",
            "  descentry serve --config descentry.properties",
            "with descentry.properties:",
            "  kafka.bootstrap.servers=broker-1:9092,broker-2:9092",
            "  schema.registry.url=https://registry:8081",
            "",
            "The topics must exist (descentry topics create) and the schemas be registered (descentry",
            "schemas register); until then /health/ready says what is missing. SIGTERM stops it cleanly."
        })
final class ServeCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final StartOptions start;

    ServeCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.start = new StartOptions(environment);
    }

    @Override
    public Integer call() throws SettingsException, IOException, InterruptedException {
        Settings settings = start.load();
        if (start.onlyCheck(settings, terminal)) {
            return 0;
        }
        settings.prepareStateDirectory();
        Stopping.closeAtEnd(Service.start(settings));
        Stopping.awaitSignal();
        return 0;
    }
}
