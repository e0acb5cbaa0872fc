package io.descentry.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.descentry.avro.AlertSeverity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateTest {
    /** One of two spikes found after 3 steps, its cause not named; one of two healthy runs and one spike called overfitting. */
    private static final Scorecard CARD = Scorecard.of(
            new Truth(
                    Map.of(
                            "s1", ScorecardTest.label("s1", 300, -1, "loss_spike"),
                            "s2", ScorecardTest.label("s2", 300, -1, "loss_spike"),
                            "h1", ScorecardTest.label("h1", 0, -1),
                            "h2", ScorecardTest.label("h2", 0, -1)),
                    Causes.of("s1", Set.of("rate")),
                    Map.of("h1", 600L, "h2", 1400L)),
            List.of(
                    ScorecardTest.alert("s1", "loss_spike", AlertSeverity.WARNING, 300, 303),
                    ScorecardTest.alert("h1", "overfitting", AlertSeverity.WARNING, 5, 6),
                    ScorecardTest.alert("s2", "overfitting", AlertSeverity.WARNING, 5, 6)),
            List.of("loss_spike", "gradient_explosion", "overfitting"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "recall.loss_spike.min=0.5,          ''",
        "recall.loss_spike.min=0.9,          'recall.loss_spike.min: 0.5000, wanted 0.9000'",
        "recall.macro.min=0.6,               'recall.macro.min: 0.5000, wanted 0.6000'",
        "delay.loss_spike.median.max=3,      ''",
        "delay.loss_spike.median.max=2,      'delay.loss_spike.median.max: 3.000, wanted 2.000'",
        "delay.loss_spike.worst.max=2,       'delay.loss_spike.worst.max: 3.000, wanted 2.000'",
        "precision.loss_spike.min=1,         ''",
        "precision.overfitting.min=0.1,      'precision.overfitting.min: 0.000, wanted 0.1000'",
        "precision.macro.min=0.6,            'precision.macro.min: 0.5000, wanted 0.6000'",
        "cause.first.min=0.75,               'cause.first.min: 0.000, wanted 0.7500'",
        "cause.top3.min=0.9,                 'cause.top3.min: 0.000, wanted 0.9000'",
        "healthy.alarms.per.run.max=0.5,     ''",
        "healthy.alarms.per.run.max=0.4,     'healthy.alarms.per.run.max: 0.5000, wanted 0.4000'",
        "healthy.alarms.per.thousand.steps.max=0.5, ''",
        "healthy.alarms.per.thousand.steps.max=0.05, 'healthy.alarms.per.thousand.steps.max: 0.5000, wanted 0.05000'",
        "faulty.strays.per.run.max=0.4,      'faulty.strays.per.run.max: 0.5000, wanted 0.4000'",
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
        assertThatThrownBy(() -> gate(
                        "recall.loss_spike=0.9\ncause.loss_spike.min=1\nhealthy.alarmed.max=3\nrecall.macro.min=much"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown key recall.loss_spike")
                .hasMessageContaining("unknown key cause.loss_spike.min")
                .hasMessageContaining("healthy.alarmed.max is out of range: 3")
                .hasMessageContaining("recall.macro.min is out of range: much");
    }

    private Gate gate(String text) throws IOException {
        return Gate.read(Files.writeString(folder.resolve("gate.properties"), text));
    }
}
