package io.descentry.app.cli;

import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the settings come from. */
final class ConfigOption {
    private final Map<String, String> environment;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Properties file; docs/settings.md lists the settings. Variables of the environment win over it:"
                            + " DESCENTRY_A_B sets a.b.")
    private @Nullable Path file;

    ConfigOption(Map<String, String> environment) {
        this.environment = environment;
    }

    Settings load() throws SettingsException {
        return Settings.load(Optional.ofNullable(file), environment);
    }
}
