package io.descentry.image;

import io.descentry.app.Terminal;
import io.descentry.app.cli.Cli;

/** The program in the container image: the verbs that run beside a Kafka of your own. */
public final class Main {
    private Main() {}

    /** Runs a verb; exit code 0 done, 1 failed or not as hoped, 2 wrong usage or settings. */
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        System.exit(Cli.run(Cli.commandLine(terminal, System.getenv()), terminal, arguments));
    }
}
