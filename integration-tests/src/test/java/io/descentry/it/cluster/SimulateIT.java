package io.descentry.it.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.it.support.ChildProcess;
import io.descentry.standalone.cli.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small cluster through a real broker by command: its bad host is found, and the delays are printed. */
class SimulateIT {
    @TempDir
    private Path directory;

    @Test
    void a_bad_host_is_found_and_delays_are_printed() throws Exception {
        Path log = directory.resolve("simulate.log");
        Process simulate = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        ChildProcess.classPath(),
                        Main.class.getName(),
                        "simulate",
                        "--runs",
                        Path.of("..", "corpus", "data").toString(),
                        "--jobs",
                        "60",
                        "--hosts",
                        "6",
                        "--minutes",
                        "8",
                        "--fault",
                        "bad-host",
                        "--through",
                        "kafka",
                        "--gate")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = simulate.waitFor(5, TimeUnit.MINUTES);
        simulate.destroyForcibly();
        String said = Files.readString(log);
        assertThat(ended).as(said).isTrue();
        assertThat(simulate.exitValue()).as(said).isZero();
        assertThat(said).contains("one incident by host", "to the alert at a read_committed reader: ");
    }
}
