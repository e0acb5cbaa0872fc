package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import io.descentry.registry.SchemaRegistries;
import io.descentry.registry.SchemaRegistry;
import io.descentry.registry.SchemaRegistryException;
import io.descentry.schemas.Schemas;
import io.descentry.schemas.Topic;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** Registers the schemas, or asks whether they may be registered. */
final class SchemasCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Action action;

    @Mixin
    private final ConfigOption config;

    private enum Action {
        REGISTER,
        CHECK
    }

    private SchemasCommand(Terminal terminal, Map<String, String> environment, Action action) {
        this.terminal = terminal;
        this.config = new ConfigOption(environment);
        this.action = action;
    }

    static CommandLine commandLine(Terminal terminal, Map<String, String> environment) {
        CommandLine schemas = Group.of(
                "schemas",
                "The schemas of Descentry in your Schema Registry.",
                "descentry schemas register --config descentry.properties");
        schemas.addSubcommand(Group.leaf(
                "register",
                new SchemasCommand(terminal, environment, Action.REGISTER),
                "Registers the schema of each topic under <topic>-value, and the rule by which it may change; one that is"
                        + " there already stays as it is.",
                "descentry schemas register --config descentry.properties"));
        schemas.addSubcommand(Group.leaf(
                "check",
                new SchemasCommand(terminal, environment, Action.CHECK),
                "Asks the registry whether the schemas may be registered, and registers nothing; exit code 1 if one may not.",
                "descentry schemas check --config descentry.properties"));
        return schemas;
    }

    @Override
    public Integer call() throws SettingsException {
        Settings settings = config.load();
        LogLevels.set("WARN", "ERROR");
        boolean fine = true;
        try (SchemaRegistry registry = SchemaRegistries.create(settings.registry())) {
            for (Topic topic : typed()) {
                fine &= action == Action.REGISTER ? register(registry, topic) : check(registry, topic);
            }
        } catch (SchemaRegistryException e) {
            throw new CommandFailed("the schema registry: " + e.getMessage(), e);
        }
        return fine ? 0 : 1;
    }

    private boolean register(SchemaRegistry registry, Topic topic) throws SchemaRegistryException {
        int id = registry.register(topic.subject(), Schemas.text(topic));
        String rule = Objects.requireNonNull(topic.compatibility()).name();
        registry.setCompatibility(topic.subject(), rule);
        terminal.out().printf("%-32s id %d, %s%n", topic.subject(), id, rule);
        return true;
    }

    private boolean check(SchemaRegistry registry, Topic topic) throws SchemaRegistryException {
        List<String> reasons = registry.incompatibilities(topic.subject(), Schemas.text(topic));
        terminal.out().printf("%-32s %s%n", topic.subject(), reasons.isEmpty() ? "compatible" : "not compatible");
        reasons.forEach(reason -> terminal.out().println("    " + reason));
        return reasons.isEmpty();
    }

    private static List<Topic> typed() {
        return Stream.of(Topic.values()).filter(topic -> topic.type() != null).toList();
    }
}
