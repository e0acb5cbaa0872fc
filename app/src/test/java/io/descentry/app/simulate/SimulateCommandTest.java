package io.descentry.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.Terminal;
import io.descentry.app.cli.Cli;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verb on small clusters in this process. */
class SimulateCommandTest {
    private static final Path CORPUS = Path.of("..", "corpus", "data");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int run(String... arguments) {
        var terminal = Terminal.plain(out, err);
        var line = Cli.commandLine(terminal, Map.of());
        line.addSubcommand(
                "simulate",
                new SimulateCommand(
                        terminal,
                        () -> CORPUS,
                        Map.of("detection", speed -> new InProcess()),
                        Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC)));
        String[] all = new String[arguments.length + 1];
        all[0] = "simulate";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Cli.run(line, terminal, all);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void a_bad_host_is_found_and_the_gate_met() throws IOException {
        Path json = directory.resolve("out.json");
        int exit = run(
                "--jobs",
                "60",
                "--hosts",
                "6",
                "--minutes",
                "8",
                "--fault",
                "bad-host",
                "--json",
                json.toString(),
                "--gate");
        assertThat(err()).isEmpty();
        assertThat(exit).isZero();
        assertThat(out())
                .contains("bad-host gpu-", "one incident by host", "non_finite: 3 of 3 jobs, place right 3 of 3");
        assertThat(Files.readString(json)).contains("\"told\" : true", "\"false_incidents\" : 0");
    }

    @Test
    void clean_clusters_are_repeated_with_other_seeds() {
        assertThat(run("--jobs", "20", "--hosts", "5", "--minutes", "2", "--fault", "none", "--repeat", "2"))
                .isZero();
        assertThat(out()).contains("seed 1:", "seed 2:", "no incident, and none deserved");
    }

    @Test
    void wrong_arguments_are_told() {
        assertThat(run("--fault", "gremlins")).isEqualTo(2);
        assertThat(run("--through", "magic")).isEqualTo(2);
        assertThat(run("--repeat", "0")).isEqualTo(2);
        assertThat(run("--jobs", "3", "--minutes", "2", "--fault", "bad-dataset"))
                .isEqualTo(2);
        assertThat(err())
                .contains(
                        "\"gremlins\" is none of bad-host, bad-dataset, rack-outage", "--through is one of [detection]")
                .contains("--repeat is at least 1", "only 0 jobs could read a bad data set");
    }
}
