package io.descentry.app.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What stands before the verb. */
@Command(
        name = "descentry",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = "Watches every training run of a cluster and says what is wrong, since when, where and why.",
        synopsisSubcommandLabel = "VERB",
        commandListHeading = "%nVerbs:%n",
        footer = {
            "",
            "Start here:  descentry demo",
            "Exit codes:  0 done, 1 failed or not as hoped, 2 wrong usage or settings"
        })
final class RootCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Tell more, and with an error also where in the code it came up.")
    private boolean verbose;

    boolean verbose() {
        return verbose;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(), "Say what to do: a verb is missing.");
    }
}
