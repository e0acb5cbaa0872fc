package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import io.descentry.app.topics.SettingsTopic;
import io.descentry.detect.Catalogue.Refusal;
import io.descentry.topology.settings.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The verb {@code settings unset}. */
final class SettingsUnset extends SettingsVerb {
    @Mixin
    private final ScopeOption where = new ScopeOption();

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "What is taken back; everything if not given.")
    private List<String> names = List.of();

    SettingsUnset(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    void check() throws SettingsException {
        List<String> problems = new ArrayList<>();
        where.scope(problems);
        stop(problems);
    }

    @Override
    int run(SettingsTopic topic, Settings settings) throws SettingsException, IOException, InterruptedException {
        Scope scope = where.scope(new ArrayList<>());
        SettingsTopic.Content before = topic.read(settings.detectors());
        Map<String, String> rest = new TreeMap<>(values(before.table().inForce(scope)));
        stop(names.stream()
                .filter(name -> !rest.containsKey(name))
                .map(name -> scope + " does not set " + name)
                .toList());
        if (names.isEmpty()) {
            rest.clear();
        } else {
            rest.keySet().removeAll(names);
        }
        stop(before.table().problems(scope, rest).stream().map(Refusal::text).toList());
        replace(topic, settings, scope, rest, System.getProperty("user.name", ""), null);
        return 0;
    }
}
