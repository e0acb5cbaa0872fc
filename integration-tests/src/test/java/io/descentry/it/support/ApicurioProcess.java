package io.descentry.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Apicurio's registry server, schemas in memory, as a child process on a port of its choice. */
public final class ApicurioProcess implements AutoCloseable {
    private static final Pattern READY = Pattern.compile("Listening on: (http://\\S+)");

    private final ChildProcess process;

    private ApicurioProcess(ChildProcess process) {
        this.process = process;
    }

    /** Starts the server that the build unpacked; empty if it was told not to. */
    public static Optional<ApicurioProcess> start() {
        Path home = Path.of(System.getProperty("descentry.test.apicurio", "target/apicurio"));
        return runner(home)
                .map(jar -> new ApicurioProcess(ChildProcess.java(
                        "apicurio",
                        List.of(
                                "-Xmx384m",
                                "-Dquarkus.http.host=127.0.0.1",
                                "-Dquarkus.http.port=0",
                                "-jar",
                                jar.toString()),
                        READY)));
    }

    private static Optional<Path> runner(Path home) {
        if (!Files.isDirectory(home)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(file -> file.toString().endsWith("-runner.jar")).findFirst();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Where it speaks Confluent's API. */
    public String registryUrl() {
        return process.readyLine().group(1) + "/apis/ccompat/v7";
    }

    @Override
    public void close() {
        process.close();
    }
}
