package io.descentry.app.replay;

import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Settings of detectors to be tried on recorded runs before they are put in force. */
final class SettingsOption {
    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description = "Settings of detectors that differ from the defaults: a properties file with lines like"
                    + " loss_spike.sigmas=7; docs/settings.md lists what can be set.")
    private @Nullable Path file;

    /** By key; empty if there is no file. */
    Map<String, String> load() throws UsageException {
        try {
            return file == null ? Map.of() : Settings.detectors(file);
        } catch (SettingsException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }
}
