package io.descentry.app.cli;

import io.descentry.app.Terminal;
import io.descentry.app.service.Causes;
import io.descentry.app.settings.Settings;
import io.descentry.app.settings.SettingsException;
import io.descentry.app.topics.TopicPlan;
import io.descentry.app.topics.TopicReport;
import io.descentry.app.topics.Topics;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Creates the topics, or compares those that are there with what they should be. */
final class TopicsCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Action action;

    @Mixin
    private final ConfigOption config;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Partitions of each topic but that of the settings; bounds how many stream threads can share the"
                            + " work. 0 takes those of the catalogue: 12 for what trainers send. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            defaultValue = "-1",
            description = "Copies of each partition; -1 takes the brokers' default. Default: ${DEFAULT-VALUE}.")
    private short replicationFactor;

    /** What to do, and how its help reads. */
    private enum Action {
        CREATE,
        DESCRIBE
    }

    private TopicsCommand(Terminal terminal, Map<String, String> environment, Action action) {
        this.terminal = terminal;
        this.config = new ConfigOption(environment);
        this.action = action;
    }

    static CommandLine commandLine(Terminal terminal, Map<String, String> environment) {
        CommandLine topics = Group.of(
                "topics",
                "The topics of Descentry on your Kafka.",
                "descentry topics create --config descentry.properties --replication-factor 3");
        topics.addSubcommand(Group.leaf(
                "create",
                new TopicsCommand(terminal, environment, Action.CREATE),
                "Creates the topics that are missing; changes nothing that is there and tells what differs.",
                "descentry topics create --config descentry.properties --partitions 24 --replication-factor 3"));
        topics.addSubcommand(Group.leaf(
                "describe",
                new TopicsCommand(terminal, environment, Action.DESCRIBE),
                "Tells how the topics are and what differs from the plan; exit code 1 if something does.",
                "descentry topics describe --config descentry.properties"));
        return topics;
    }

    @Override
    public Integer call() throws SettingsException, IOException, InterruptedException {
        Settings settings = config.load();
        LogLevels.set("WARN", "ERROR");
        TopicPlan plan = new TopicPlan(partitions, replicationFactor);
        try (Admin admin = Admin.create(settings.admin())) {
            Topics topics = new Topics(admin);
            List<TopicReport> reports = action == Action.CREATE ? topics.create(plan) : topics.describe(plan);
            reports.forEach(this::print);
            boolean asPlanned = reports.stream()
                    .allMatch(report -> report.state() != TopicReport.State.MISSING
                            && report.differences().isEmpty());
            return asPlanned || action == Action.CREATE ? 0 : 1;
        } catch (KafkaException e) {
            throw new CommandFailed("Kafka at " + settings.bootstrapServers() + ": " + Causes.of(e), e);
        }
    }

    private void print(TopicReport report) {
        String state = report.state().name().toLowerCase(Locale.ROOT);
        String size = report.state() == TopicReport.State.MISSING
                ? ""
                : "  " + report.partitions() + " partitions x " + report.replicationFactor();
        terminal.out().printf("%-24s %-8s%s%n", report.name(), state, size);
        report.differences().forEach(difference -> terminal.out().println("    differs: " + difference));
    }
}
