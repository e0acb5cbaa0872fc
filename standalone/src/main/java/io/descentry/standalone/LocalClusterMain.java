package io.descentry.standalone;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a {@link LocalCluster} as a process of its own until it is told to end. */
@Command(
        name = "local-cluster",
        mixinStandardHelpOptions = true,
        description = "Starts a broker and a development registry, says where they are, and runs until SIGTERM.")
public final class LocalClusterMain implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "Keep data here; a temporary directory if not given.")
    private @Nullable Path data;

    @Option(
            names = "--host",
            defaultValue = LocalClusterSettings.LOOPBACK,
            description = "Address to bind (${DEFAULT-VALUE}).")
    private String host = LocalClusterSettings.LOOPBACK;

    @Option(
            names = "--advertised-host",
            paramLabel = "HOST",
            description = "Name for clients; the bound address if not given.")
    private @Nullable String advertisedHost;

    @Option(names = "--broker-port", paramLabel = "PORT", defaultValue = "0", description = "0 picks a free one.")
    private int brokerPort;

    @Option(names = "--registry-port", paramLabel = "PORT", defaultValue = "0", description = "0 picks a free one.")
    private int registryPort;

    @Option(
            names = "--until-input-ends",
            description = "Also end when standard input does, as it does when a parent process dies.")
    private boolean untilInputEnds;

    private LocalClusterMain() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new LocalClusterMain()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String advertised = advertisedHost == null ? host : advertisedHost;
        LocalCluster cluster =
                LocalCluster.start(new LocalClusterSettings(data, host, advertised, brokerPort, registryPort));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(cluster), "local-cluster-shutdown"));
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("ready bootstrap=" + cluster.bootstrapServers() + " registry=" + cluster.registryUrl());
            out.flush();
        }
        if (untilInputEnds) {
            while (System.in.read() >= 0) {
                // what is sent does not matter, only that the other side is there
            }
        } else {
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private static void close(LocalCluster cluster) {
        try {
            cluster.close();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
