package io.descentry.standalone.cli;

/** Says where other programs find what runs here. */
final class Addresses {
    private Addresses() {}

    static String of(LocalDescentry local) {
        return String.join(
                System.lineSeparator(),
                "Connect to:",
                "  Kafka            " + local.bootstrapServers()
                        + "   (trainers publish to descentry.jobs, .steps, .evals;"
                        + " alerts are in descentry.alert-events)",
                "  Schema Registry  " + local.registryUrl(),
                "  Health           " + local.address() + "/health/ready",
                "  Metrics          " + local.address() + "/metrics");
    }
}
