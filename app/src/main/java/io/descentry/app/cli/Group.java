package io.descentry.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Verbs that have verbs. */
final class Group {
    private Group() {}

    static CommandLine of(String name, String description, String example) {
        CommandSpec spec = CommandSpec.create();
        spec.name(name);
        CommandLine line = new CommandLine(described(spec, description, example));
        line.setExecutionStrategy(parsed -> new CommandLine.RunLast().execute(parsed));
        spec.usageMessage().synopsisSubcommandLabel("VERB").commandListHeading("%nVerbs:%n");
        return line;
    }

    static CommandLine leaf(String name, Object command, String description, String example) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(command);
        spec.name(name);
        return new CommandLine(described(spec, description, example));
    }

    private static CommandSpec described(CommandSpec spec, String description, String example) {
        spec.mixinStandardHelpOptions(true);
        spec.usageMessage().description(description).footer("", "Example:", "  " + example);
        return spec;
    }
}
