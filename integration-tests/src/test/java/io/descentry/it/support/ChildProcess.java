package io.descentry.it.support;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A JVM of its own, known to be ready by a line of its output; it can be killed for real. */
public final class ChildProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration END = Duration.ofSeconds(20);

    private final Process process;
    private final MatchResult readyLine;

    private ChildProcess(Process process, MatchResult readyLine) {
        this.process = process;
        this.readyLine = readyLine;
    }

    /**
     * Starts a JVM of the version that runs the tests, and waits for a line on its standard output.
     *
     * @param name of its log file in target/children
     * @param arguments of the {@code java} command
     * @param ready what the awaited line contains
     */
    public static ChildProcess java(String name, List<String> arguments, Pattern ready) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(arguments);
        try {
            Path log = Files.createDirectories(Path.of("target", "children")).resolve(name + ".log");
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new ChildProcess(process, awaitReady(name, process, ready, log));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The class path of the tests, for children that run our own classes. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static MatchResult awaitReady(String name, Process process, Pattern ready, Path log) {
        CompletableFuture<MatchResult> line = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(process, ready, log.toFile(), line), "output-of-" + name);
        reader.setDaemon(true);
        reader.start();
        try {
            return line.get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException failed) {
            process.destroyForcibly();
            throw new IllegalStateException(name + " did not become ready; its output is in " + log, failed);
        }
    }

    /** Reads to the end: a full pipe would stop the child. */
    private static void read(Process process, Pattern ready, File log, CompletableFuture<MatchResult> found) {
        try (BufferedReader out = process.inputReader();
                var copy = new java.io.PrintWriter(
                        new java.io.FileWriter(log, java.nio.charset.StandardCharsets.UTF_8, true), true)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                copy.println(line);
                var matcher = ready.matcher(line);
                if (matcher.find()) {
                    found.complete(matcher.toMatchResult());
                }
            }
            found.completeExceptionally(new IOException("its output ended"));
        } catch (IOException failed) {
            found.completeExceptionally(failed);
        }
    }

    /** The line that told it was ready, with the groups of the pattern. */
    public MatchResult readyLine() {
        return readyLine;
    }

    /** SIGKILL: nothing is flushed, nothing is said. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().orTimeout(END.toSeconds(), TimeUnit.SECONDS).join();
    }

    /**
     * SIGTERM, and SIGKILL for one that does not listen.
     *
     * @return exit code
     */
    public int stop() {
        // Process.destroy would close the child's input as well, and that is another way to end it.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        return process.isAlive() ? -1 : process.exitValue();
    }

    @Override
    public void close() {
        stop();
    }
}
