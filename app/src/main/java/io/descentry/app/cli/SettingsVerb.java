package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.service.Causes;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import io.descentry.app.topics.SettingsTopic;
import io.descentry.avro.DetectorSettings;
import io.descentry.registry.SchemaRegistries;
import io.descentry.topology.settings.RefusedSettings;
import io.descentry.topology.settings.Scope;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the verbs about detector settings have in common: where the topic is. */
abstract class SettingsVerb implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConfigOption config;

    SettingsVerb(Terminal terminal, Map<String, String> environment) {
        this.terminal = terminal;
        this.config = new ConfigOption(environment);
    }

    /** The option {@code --scope}. */
    static final class ScopeOption {
        @Option(
                names = "--scope",
                required = true,
                paramLabel = "SCOPE",
                description = "global, project:NAME or job:JOB_ID.")
        private String text = "";

        Scope scope(List<String> problems) {
            return Scope.parse(text).orElseGet(() -> {
                problems.add("--scope is global, project:NAME or job:JOB_ID, not " + text);
                return Scope.GLOBAL;
            });
        }
    }

    /** Does the work; exit code. */
    abstract int run(SettingsTopic topic, Settings settings)
            throws SettingsException, IOException, InterruptedException;

    /** Checks the arguments before anything is asked over the network. */
    void check() throws SettingsException {}

    @Override
    public final Integer call() throws SettingsException, IOException, InterruptedException {
        check();
        Settings settings = config.load();
        LogLevels.set("WARN", "ERROR");
        try (var registry = SchemaRegistries.create(settings.registry())) {
            return run(new SettingsTopic(settings.consumer(), settings.producer(), registry), settings);
        } catch (KafkaException e) {
            throw new CommandFailed("Kafka at " + settings.bootstrapServers() + ": " + Causes.of(e), e);
        }
    }

    /** Puts in force all that a scope sets from now on, and prints it as it is then read back from the topic. */
    final void replace(
            SettingsTopic topic,
            Settings settings,
            Scope scope,
            Map<String, String> all,
            String author,
            @Nullable String comment)
            throws IOException, InterruptedException {
        topic.put(
                scope,
                all.isEmpty()
                        ? null
                        : DetectorSettings.newBuilder()
                                .setScope(scope.text())
                                .setSettings(all)
                                .setAuthor(author)
                                .setComment(comment)
                                .setTime(Instant.now())
                                .build());
        SettingsTopic.Content after = topic.read(settings.detectors());
        RefusedSettings refused = after.refused().get(scope.text());
        if (refused != null) {
            throw new CommandFailed("not in force: " + refused.message());
        }
        print(after, scope);
    }

    /** What a scope sets, by whom, when and why. */
    final void print(SettingsTopic.Content content, Scope scope) {
        DetectorSettings set = content.table().inForce(scope);
        if (set == null) {
            println(scope + " sets nothing");
            return;
        }
        println(scope + "  " + set.getTime() + (set.getAuthor() == null ? "" : "  " + set.getAuthor())
                + (set.getComment() == null ? "" : "  " + set.getComment()));
        values(set).forEach((name, value) -> println("    " + name + "=" + value));
    }

    final void println(String line) {
        terminal.out().println(line);
    }

    /** What a scope sets, in the order of the names; null sets nothing. */
    static Map<String, String> values(@Nullable DetectorSettings settings) {
        return settings == null ? Map.of() : new TreeMap<>(settings.getSettings());
    }

    static void stop(List<String> problems) throws SettingsException {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }
}
