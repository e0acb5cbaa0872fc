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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb {@code settings set}. */
final class SettingsSet extends SettingsVerb {
    @Mixin
    private final ScopeOption where = new ScopeOption();

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME=VALUE",
            description = "What is set, for example loss_spike.sigmas=7.")
    private List<String> assignments = List.of();

    @Option(names = "--author", paramLabel = "WHO", description = "Who sets it; the user of this process if not given.")
    private String author = System.getProperty("user.name", "");

    @Option(names = "--comment", paramLabel = "WHY", description = "Why it is set.")
    private @Nullable String comment;

    SettingsSet(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    void check() throws SettingsException {
        List<String> problems = new ArrayList<>();
        where.scope(problems);
        problems.addAll(Settings.unknownDetectorSettings(assigned(problems).keySet()));
        stop(problems);
    }

    private Map<String, String> assigned(List<String> problems) {
        Map<String, String> values = new TreeMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                problems.add(assignment + " is not NAME=VALUE");
            } else {
                values.put(
                        assignment.substring(0, equals).strip(),
                        assignment.substring(equals + 1).strip());
            }
        }
        return values;
    }

    @Override
    int run(SettingsTopic topic, Settings settings) throws SettingsException, IOException, InterruptedException {
        Scope scope = where.scope(new ArrayList<>());
        SettingsTopic.Content before = topic.read(settings.detectors());
        Map<String, String> all = new TreeMap<>(values(before.table().inForce(scope)));
        all.putAll(assigned(new ArrayList<>()));
        stop(before.table().problems(scope, all).stream().map(Refusal::text).toList());
        replace(topic, settings, scope, all, author, comment);
        return 0;
    }
}
