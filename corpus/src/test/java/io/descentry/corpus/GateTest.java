package io.descentry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.avro.AlertSeverity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
    /** One of two spikes found after 3 steps; one of two healthy runs alarmed; nothing labelled gradient_explosion. */
    private static final Scorecard CARD = ScorecardTest.score(
            List.of(
                    ScorecardTest.label("s1", 300, -1, "loss_spike"),
                    ScorecardTest.label("s2", 300, -1, "loss_spike"),
                    ScorecardTest.label("h1", 0, -1),
                    ScorecardTest.label("h2", 0, -1)),
            ScorecardTest.alert("s1", "loss_spike", AlertSeverity.WARNING, 300, 303),
            ScorecardTest.alert("h1", "overfitting", AlertSeverity.WARNING, 5, 6));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "recall.loss_spike.min=0.5,          ''",
        "recall.loss_spike.min=0.9,          'recall.loss_spike.min: 0.5000, wanted 0.9000'",
        "recall.macro.min=0.6,               'recall.macro.min: 0.5000, wanted 0.6000'",
        "delay.loss_spike.median.max=3,      ''",
        "delay.loss_spike.median.max=2,      'delay.loss_spike.median.max: 3.000, wanted 2.000'",
        "healthy.alarmed.max=0.5,            ''",
        "healthy.alarmed.max=0.03,           'healthy.alarmed.max: 0.5000, wanted 0.03000'",
        "recall.gradient_explosion.min=0.9,  'recall.gradient_explosion.min: nothing to measure'",
        "recall.no_such_kind.min=0.9,        'recall.no_such_kind.min: nothing to measure'"
    })
    void a_bound_is_met_or_named(String bound, String unmet) throws IOException {
        assertThat(gate(bound).unmet(CARD)).isEqualTo(unmet.isEmpty() ? List.of() : List.of(unmet));
    }

    @Test
    void all_problems_of_the_file_come_in_one_message() {
        assertThatThrownBy(() -> gate("recall.loss_spike=0.9\nhealthy.alarmed.max=3\nrecall.macro.min=much"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown key recall.loss_spike")
                .hasMessageContaining("healthy.alarmed.max is out of range: 3")
                .hasMessageContaining("recall.macro.min is out of range: much");
    }

    private Gate gate(String text) throws IOException {
        return Gate.read(Files.writeString(folder.resolve("gate.properties"), text));
    }
}
