package io.descentry.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.app.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole way: trainers, a real broker, the topology, alerts on the terminal. */
class DemoTest {
    private static final String RUNS = "../corpus/data";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theDemoNamesFaultsOfAllFamiliesAndLeavesHealthyRunsInPeace() {
        assertThat(run("demo", "--seconds", "10", "--runs", RUNS))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        String shown = out.toString(StandardCharsets.UTF_8);
        Stream.of(
                        "non_finite",
                        "loss_spike",
                        "loss_divergence",
                        "gradient_explosion",
                        "gradient_vanishing",
                        "unchanged_weights",
                        "dead_relu",
                        "bad_initial_loss",
                        "collapsed_loss",
                        "plateau_from_start",
                        "plateau_mid",
                        "oscillation",
                        "overfitting",
                        "label_misalignment",
                        "multitask_imbalance",
                        "input_scale",
                        "single_class_batches")
                .forEach(kind -> assertThat(shown)
                        .containsPattern("(WARNING |CRITICAL|attached)  d\\d+  " + kind + "  at step"));
        assertThat(shown).contains("12 of 12 faults named, 4 of 4 healthy runs left in peace.");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aReplayThroughKafkaGivesTheAlertsOfAReplayThroughDetection() {
        String[] runs = {
            RUNS + "/d013.jsonl.gz", RUNS + "/d015.jsonl.gz", RUNS + "/d100.jsonl.gz", RUNS + "/d118.jsonl.gz"
        };
        String direct = replay(runs, "detection");
        assertThat(direct.lines().count()).isGreaterThan(6);
        assertThat(replay(runs, "kafka")).isEqualTo(direct);
    }

    private String replay(String[] runs, String through) {
        out.reset();
        String[] arguments = Stream.concat(Stream.of("replay", "--through", through), Stream.of(runs))
                .toArray(String[]::new);
        assertThat(run(arguments)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private int run(String... arguments) {
        return Main.run(Terminal.plain(out, err), Map.of(), arguments);
    }
}
