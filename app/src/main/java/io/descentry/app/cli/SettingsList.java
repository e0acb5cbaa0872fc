package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.settings.Settings;
import io.descentry.app.topics.SettingsTopic;
import io.descentry.topology.settings.Scope;
import java.io.IOException;
import java.util.Map;

/** The verb {@code settings list}. */
final class SettingsList extends SettingsVerb {

    SettingsList(Terminal terminal, Map<String, String> environment) {
        super(terminal, environment);
    }

    @Override
    int run(SettingsTopic topic, Settings settings) throws IOException {
        SettingsTopic.Content content = topic.read(settings.detectors());
        for (Scope scope : content.table().scopes()) {
            print(content, scope);
        }
        content.refused()
                .forEach((key, why) -> println("refused: " + key + ", " + why.reason() + ": " + why.message()));
        return content.refused().isEmpty() ? 0 : 1;
    }
}
