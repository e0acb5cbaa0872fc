package io.descentry.app.cli;

import io.descentry.app.Terminal;
import java.util.Map;
import picocli.CommandLine;

/** Detector settings while the service runs. */
final class SettingsCommand {
    private static final String CONFIG = " --config descentry.properties";

    private SettingsCommand() {}

    static CommandLine commandLine(Terminal terminal, Map<String, String> environment) {
        String set = "descentry settings set --scope project:vision loss_spike.sigmas=7" + CONFIG;
        CommandLine settings = Group.of(
                "settings", "Settings of detectors for all jobs, a project or a job, changed while they run.", set);
        settings.addSubcommand(Group.leaf(
                "set",
                new SettingsSet(terminal, environment),
                "Sets something for a scope, beside what it sets already; jobs take it at their next record."
                        + " docs/settings.md lists what can be set. If anything is wrong, nothing is set: exit code 2.",
                set));
        settings.addSubcommand(Group.leaf(
                "unset",
                new SettingsUnset(terminal, environment),
                "Takes back what a scope sets, all of it if nothing is named; the wider scopes and the defaults then hold.",
                "descentry settings unset --scope project:vision loss_spike.sigmas" + CONFIG));
        settings.addSubcommand(Group.leaf(
                "get",
                new SettingsGet(terminal, environment),
                "Prints what a scope sets, as lines of a properties file; exit code 1 if it does not set what is named.",
                "descentry settings get --scope project:vision loss_spike.sigmas" + CONFIG));
        settings.addSubcommand(Group.leaf(
                "list",
                new SettingsList(terminal, environment),
                "Prints what every scope sets, by whom and when; exit code 1 if the last record of one was refused.",
                "descentry settings list" + CONFIG));
        return settings;
    }
}
