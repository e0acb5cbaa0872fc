package io.descentry.it.support;

import io.descentry.standalone.registry.DevelopmentRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.regex.Pattern;

/** A broker's development registry in a JVM of its own, which may end and come back while the broker goes on. */
public final class RegistryProcess implements KafkaEnvironment {
    private static final Pattern READY = Pattern.compile("^registry at (\\d+)$");

    private final LocalClusterProcess kafka;
    private ChildProcess process;

    /** Takes over from the registry that the cluster brings; closes the cluster with itself. */
    public RegistryProcess(LocalClusterProcess kafka) {
        this.kafka = kafka;
        this.process = start("0");
    }

    private ChildProcess start(String port) {
        return ChildProcess.java(
                "registry",
                List.of(
                        "-Xmx128m",
                        "-cp",
                        ChildProcess.classPath(),
                        RegistryProcess.class.getName(),
                        kafka.bootstrapServers(),
                        port),
                READY);
    }

    /** The child: runs until its input ends, as it does when its parent dies. */
    public static void main(String[] arguments) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1]));
        try (DevelopmentRegistry registry = DevelopmentRegistry.start(arguments[0], address)) {
            System.out.println("registry at " + registry.port());
            while (System.in.read() >= 0) {
                // what is sent does not matter, only that the other side is there
            }
        }
    }

    /** SIGTERM; it is away until {@link #restart()}. */
    public void stop() {
        process.stop();
    }

    /** Starts it again on the port it had. */
    public void restart() {
        process = start(process.readyLine().group(1));
    }

    @Override
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    @Override
    public String registryUrl() {
        return "http://127.0.0.1:" + process.readyLine().group(1);
    }

    @Override
    public Kind kind() {
        return kafka.kind();
    }

    @Override
    public void close() {
        process.close();
        kafka.close();
    }
}
