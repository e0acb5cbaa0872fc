package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.service.Service;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    private final Terminal terminal;

    @Mixin
    private final ConfigOption config;

    @Option(
            names = "--check",
            description = "Start nothing: check the settings and print those in force, secrets masked.")
    private boolean check;

    ServeCommand(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.config = new ConfigOption(environment);
    }

    @Override
    public Integer call() throws SettingsException, IOException, InterruptedException {
        LogLevels.set("INFO", "ERROR"); // until the settings say what is wanted
        Settings settings = config.load();
        LogLevels.set(settings.logLevel(), settings.kafkaLogLevel());
        if (check) {
            terminal.out().println(settings.effective());
            settings.remarks().forEach(remark -> terminal.err().println("Note: " + remark));
            return 0;
        }
        settings.remarks().forEach(LOG::warn);
        settings.prepareStateDirectory();
        Stopping.closeAtEnd(Service.start(settings));
        Stopping.awaitSignal();
        return 0;
    }
}
