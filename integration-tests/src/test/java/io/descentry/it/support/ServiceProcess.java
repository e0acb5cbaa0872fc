package io.descentry.it.support;

import io.descentry.standalone.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code descentry serve} in a JVM of its own, as in production. */
public final class ServiceProcess implements AutoCloseable {
    private final String name;
    private final List<String> program;
    private List<String> options = List.of("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private @Nullable Process process;

    /**
     * @param name the application id
     * @param directory where its settings are written
     * @param more settings that win over those of the environment
     */
    public ServiceProcess(String name, Path directory, KafkaEnvironment kafka, Map<String, String> more)
            throws IOException {
        this(
                name,
                name,
                directory,
                kafka,
                more,
                file -> List.of(Main.class.getName(), "serve", "--config", file.toString()));
    }

    /**
     * One of several processes of a service, or another program that runs it.
     *
     * @param id tells the processes of one service apart
     * @param application the application id that they share
     * @param program class and arguments, given the file of settings
     */
    public ServiceProcess(
            String id,
            String application,
            Path directory,
            KafkaEnvironment kafka,
            Map<String, String> more,
            Function<Path, List<String>> program)
            throws IOException {
        this.name = id;
        Path settings = directory.resolve(id + ".properties");
        this.program = List.copyOf(program.apply(settings));
        var values = new Properties();
        values.putAll(Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "schema.registry.url",
                kafka.registryUrl(),
                "kafka.application.id",
                application,
                "kafka.state.dir",
                directory.resolve(id + "-state").toString(),
                "server.port",
                "0",
                // A killed instance is missed after the session, and its transaction aborted after the timeout.
                "kafka.session.timeout.ms",
                "6000",
                "kafka.producer.transaction.timeout.ms",
                "6000"));
        values.putAll(more);
        try (var out = Files.newOutputStream(settings)) {
            values.store(out, null);
        }
    }

    /** With other options of the JVM than those that let it start quickly in little memory. */
    public ServiceProcess withOptions(String... others) {
        options = List.of(others);
        return this;
    }

    /** Starts it; returns at once. */
    public void start() throws IOException {
        Path log = Files.createDirectories(Path.of("target", "children")).resolve("service-" + name + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", ChildProcess.classPath()));
        command.addAll(program);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    /** SIGKILL: nothing is flushed, nothing is said. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly();
            process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
    }

    /** SIGTERM; it says goodbye and commits. Returns its exit code, or -1 if it was not running. */
    public int stop() throws InterruptedException {
        if (process == null || !process.isAlive()) {
            return -1;
        }
        process.toHandle().destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            kill();
        }
        return process.waitFor();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The process as the operating system knows it, once it was started. */
    public ProcessHandle handle() {
        return Objects.requireNonNull(process).toHandle();
    }

    @Override
    public void close() {
        kill();
    }
}
