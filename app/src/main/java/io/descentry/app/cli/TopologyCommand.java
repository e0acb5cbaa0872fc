package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.service.Service;
import picocli.CommandLine.Command;

/** Prints the topology. */
@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        description =
                "Prints the way of a record through Kafka Streams, as Kafka Streams describes it. Connects to nothing.",
        footer = {"", "Example:", "  descentry topology"})
final class TopologyCommand implements Runnable {
    private final Terminal terminal;

    TopologyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        terminal.out().print(Service.describeTopology());
    }
}
