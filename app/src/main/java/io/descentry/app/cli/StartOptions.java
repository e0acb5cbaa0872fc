package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** With which settings something starts that runs until it is told to stop, or whether they are only to be checked. */
final class StartOptions {
    private static final Logger LOG = LoggerFactory.getLogger(StartOptions.class);

    @Mixin
    private final ConfigOption config;

    @Option(
            names = "--check",
            description = "Start nothing: check the settings and print those in force, secrets masked.")
    private boolean check;

    StartOptions(Map<String, String> environment) {
        config = new ConfigOption(environment);
    }

    Settings load() throws SettingsException {
        LogLevels.set("INFO", "ERROR"); // until the settings say what is wanted
        Settings settings = config.load();
        LogLevels.set(settings.logLevel(), settings.kafkaLogLevel());
        return settings;
    }

    /** Whether nothing is to be started, the settings being printed; tells what is odd about them in any case. */
    boolean onlyCheck(Settings settings, Terminal terminal) {
        if (check) {
            terminal.out().println(settings.effective());
            settings.remarks().forEach(remark -> terminal.err().println("Note: " + remark));
        } else {
            settings.remarks().forEach(LOG::warn);
        }
        return check;
    }
}
