package io.descentry.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.it.support.ChildProcess;
import io.descentry.standalone.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded runs give the same alerts whether they go straight to the detectors or through a real broker and the whole
 * topology. The carried corpus is compared unless {@code -Ddescentry.corpus=DIR} names another.
 */
class ReplayWaysIT {
    private static final String CORPUS = System.getProperty(
            "descentry.corpus", Path.of("..", "corpus", "data").toString());

    @TempDir
    private Path directory;

    @Test
    void both_ways_give_the_same_alerts() throws Exception {
        List<String> detection = replay("detection");
        assertThat(detection).hasSizeGreaterThan(20);
        assertThat(replay("kafka")).isEqualTo(detection);
    }

    private List<String> replay(String way) throws IOException, InterruptedException {
        Path alerts = directory.resolve(way + ".jsonl");
        Path log = directory.resolve(way + ".log");
        Process replay = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        ChildProcess.classPath(),
                        Main.class.getName(),
                        "replay",
                        CORPUS,
                        "--alerts",
                        alerts.toString(),
                        "--through",
                        way)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = replay.waitFor(15, TimeUnit.MINUTES);
        replay.destroyForcibly();
        assertThat(ended).as(Files.readString(log)).isTrue();
        assertThat(replay.exitValue()).as(Files.readString(log)).isZero();
        return Files.readAllLines(alerts);
    }
}
