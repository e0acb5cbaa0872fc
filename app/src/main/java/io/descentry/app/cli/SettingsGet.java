package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import io.descentry.app.topics.SettingsTopic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The verb {@code settings get}. */
final class SettingsGet extends SettingsVerb {
    @Mixin
    private final ScopeOption where = new ScopeOption();

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "What is asked for; everything if not given.")
    private List<String> names = List.of();

    SettingsGet(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    void check() throws SettingsException {
        List<String> problems = new ArrayList<>();
        where.scope(problems);
        stop(problems);
    }

    @Override
    int run(SettingsTopic topic, Settings settings) throws IOException {
        Map<String, String> set =
                values(topic.read(settings.detectors()).table().inForce(where.scope(new ArrayList<>())));
        set.forEach((name, value) -> {
            if (names.isEmpty() || names.contains(name)) {
                println(name + "=" + value);
            }
        });
        return set.keySet().containsAll(names) ? 0 : 1;
    }
}
