package io.descentry.app.cli;

import io.descentry.app.service.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"descentry " + Version.TEXT + " (Java " + Runtime.version() + ")"};
    }
}
