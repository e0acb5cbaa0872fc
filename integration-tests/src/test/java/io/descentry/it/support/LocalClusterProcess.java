package io.descentry.it.support;

import io.descentry.standalone.LocalClusterMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Our broker and development registry in a JVM of their own, with data and ports that outlive a kill: clients find them
 * again where they were.
 */
public final class LocalClusterProcess implements KafkaEnvironment {
    private static final Pattern READY = Pattern.compile("^ready bootstrap=(\\S+) registry=(\\S+)$");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = "local-cluster-" + NUMBER.incrementAndGet();
    private final List<String> dataArguments;
    private ChildProcess process;

    private LocalClusterProcess(List<String> dataArguments) {
        this.dataArguments = dataArguments;
        this.process = start(List.of());
    }

    /** Keeps its data until it is closed; not for tests that kill it. */
    public static LocalClusterProcess temporary() {
        return new LocalClusterProcess(List.of());
    }

    /** Keeps its data in a directory, whatever happens to the process. */
    public static LocalClusterProcess durable(Path dataDirectory) {
        try {
            Files.createDirectories(dataDirectory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return new LocalClusterProcess(List.of("--data", dataDirectory.toString()));
    }

    private ChildProcess start(List<String> ports) {
        List<String> arguments =
                new ArrayList<>(List.of("-Xmx512m", "-cp", ChildProcess.classPath(), LocalClusterMain.class.getName()));
        // The child goes with us, even when we are the one that is killed.
        arguments.add("--until-input-ends");
        arguments.addAll(dataArguments);
        arguments.addAll(ports);
        return ChildProcess.java(name, arguments, READY);
    }

    /** SIGKILL; both are away until {@link #restart()}. */
    public void kill() {
        process.kill();
    }

    /** SIGTERM; both are away until {@link #restart()}. Returns the exit code. */
    public int stop() {
        return process.stop();
    }

    /** Starts both again on the ports and the data they had. */
    public void restart() {
        MatchResult before = process.readyLine();
        process = start(List.of("--broker-port", portOf(before.group(1)), "--registry-port", portOf(before.group(2))));
    }

    private static String portOf(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    @Override
    public String bootstrapServers() {
        return process.readyLine().group(1);
    }

    @Override
    public String registryUrl() {
        return process.readyLine().group(2);
    }

    @Override
    public Kind kind() {
        return Kind.EMBEDDED;
    }

    @Override
    public void close() {
        process.close();
    }
}
