package io.descentry.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.corpus.Label;
import io.descentry.corpus.Run;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoSummaryTest {
    private final DemoSummary summary = new DemoSummary(new Palette(false), 100);

    @Test
    void truthAndVerdictStandSideBySide() {
        List<DemoRun> runs = List.of(
                run("d001", Set.of(), 0, "noisy, healthy"),
                run("d002", Set.of(), 0, "curriculum"),
                run("d003", Set.of("loss_divergence"), 114, "rate too high also:[loss_spike]"),
                run("d004", Set.of("overfitting"), 24, "few samples"),
                run("d005", Set.of("non_finite"), 90, "bad batch"));
        assertThat(String.join(
                        "\n",
                        summary.lines(
                                runs,
                                List.of(
                                        Alerts.of("d003", "loss_spike", 116),
                                        Alerts.of("d003", "loss_divergence", 130),
                                        Alerts.of("d005", "non_finite", 90),
                                        Alerts.of("d002", "loss_spike", 351)))))
                .isEqualTo("""
                              run     recorded truth                        what Descentry said
                        ok    d003    loss_divergence from step 114         loss_divergence at step 130: 16 steps later
                                      rate too high
                                      said too: loss_spike at step 116
                        miss  d004    overfitting from step 24              nothing
                                      few samples
                        ok    d005    non_finite from step 90               non_finite at step 90: the same step
                                      bad batch
                        ok    d001    healthy                               nothing
                                      noisy, healthy
                        miss  d002    healthy                               loss_spike at step 351
                                      curriculum

                        2 of 3 faults named, 1 of 2 healthy runs left in peace.""");
    }

    private static DemoRun run(String name, Set<String> kinds, long onset, String notes) {
        Label label = new Label(name, kinds, Set.of(), onset, -1, null, -1, notes);
        return new DemoRun(new Run(name, Path.of(name)), label, name, "mlp");
    }
}
