package io.descentry.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorecardTest {
    private static final Label HEALTHY = label("well", 0, -1);
    private static final Label SPIKE = label("spiky", 300, 360, "loss_spike");
    private static final Label OVERFIT = label("over", 50, -1, "overfitting");

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "detected at the onset,                      300, 300, CRITICAL, 1, 0",
        "a little early is within the tolerance,     298, 298, WARNING,  1, 0",
        "before the onset is a false alarm,          297, 297, WARNING,  0, 1",
        "late but seen before the end,               360, 400, WARNING,  1, 0",
        "after the end is a false alarm,             361, 361, WARNING,  0, 1",
        "an info alert detects too,                  300, 301, INFO,     1, 0",
        "an info alert is never a false alarm,       100, 100, INFO,     0, 0"
    })
    void an_alert_of_the_labelled_kind(
            String claim, long first, long detected, AlertSeverity severity, int found, int falseAlarms) {
        Scorecard card = score(List.of(SPIKE), alert("spiky", "loss_spike", severity, first, detected));

        assertThat(kind(card, "loss_spike").detected()).isEqualTo(found);
        assertThat(kind(card, "loss_spike").missed()).hasSize(1 - found);
        assertThat(kind(card, "loss_spike").falseAlarms()).hasSize(falseAlarms);
    }

    @Test
    void another_kind_on_a_faulty_run_is_a_false_alarm_unless_the_label_allows_it() {
        Label allowing = new Label("spiky", Set.of("loss_spike"), Set.of("gradient_explosion"), 300, -1, null, -1, "");
        Scorecard card = score(
                List.of(allowing),
                alert("spiky", "gradient_explosion", AlertSeverity.CRITICAL, 300, 300),
                alert("spiky", "overfitting", AlertSeverity.WARNING, 300, 310));

        assertThat(kind(card, "gradient_explosion").falseAlarms()).isEmpty();
        assertThat(kind(card, "overfitting").falseAlarms()).containsExactly(new KindScore.FalseAlarm("spiky", 310));
        assertThat(kind(card, "loss_spike").missed()).containsExactly("spiky");
    }

    @Test
    void the_delay_is_that_of_the_first_detection() {
        Scorecard card = score(
                List.of(OVERFIT),
                alert("over", "overfitting", AlertSeverity.WARNING, 50, 90),
                alert("over", "overfitting", AlertSeverity.WARNING, 50, 70));

        assertThat(kind(card, "overfitting").delays()).containsExactly(20L);
    }

    @Test
    void the_events_of_one_alert_count_once_and_at_its_worst() {
        Scorecard card = score(
                List.of(HEALTHY),
                alert("well", "loss_spike", AlertSeverity.INFO, 7, 8),
                new ReportedAlert(
                        "well", "loss_spike", AlertStatus.ESCALATED, AlertSeverity.CRITICAL, "loss", -1, null, 7, 9, 8),
                new ReportedAlert(
                        "well",
                        "loss_spike",
                        AlertStatus.RESOLVED,
                        AlertSeverity.CRITICAL,
                        "loss",
                        -1,
                        null,
                        7,
                        30,
                        8));

        assertThat(kind(card, "loss_spike").falseAlarms()).hasSize(1);
        assertThat(card.alarmed()).containsExactly(Map.entry("well", Set.of("loss_spike")));
    }

    @Test
    void healthy_runs_are_judged_by_warnings_not_by_infos() {
        Scorecard card =
                score(List.of(HEALTHY, label("fine", 0, -1)), alert("well", "loss_spike", AlertSeverity.INFO, 7, 8));

        assertThat(card.healthyRuns()).isEqualTo(2);
        assertThat(card.alarmedShare()).isZero();
    }

    @Test
    void only_detectable_kinds_with_labelled_runs_count_for_the_mean_and_the_others_are_named() {
        Scorecard card = score(
                List.of(SPIKE, OVERFIT, label("dead", 3, -1, "dead_relu")),
                alert("spiky", "loss_spike", AlertSeverity.WARNING, 300, 300));

        assertThat(card.macroRecall()).hasValue(0.5);
        assertThat(card.undetectable()).containsExactly(Map.entry("dead_relu", 1));
    }

    @ParameterizedTest
    @CsvSource({"'1,2,9', 2, 9", "'1,2', 1.5, 2"})
    void the_median_delay_is_that_of_the_detected_runs(String delays, double median, long worst) {
        List<Long> steps = Arrays.stream(delays.split(",")).map(Long::valueOf).toList();
        var score = new KindScore("loss_spike", 5, List.of(), steps, List.of());

        assertThat(score.medianDelay()).hasValue(median);
        assertThat(score.worstDelay()).hasValue(worst);
    }

    @Test
    void the_table_and_the_json_say_the_same() {
        Scorecard card = score(
                List.of(SPIKE, HEALTHY, OVERFIT, label("dead", 3, -1, "dead_relu")),
                alert("spiky", "loss_spike", AlertSeverity.WARNING, 300, 303),
                alert("well", "overfitting", AlertSeverity.WARNING, 40, 41));

        assertThat(ScoreTable.of(card))
                .contains(
                        "kind                   labelled detected missed false alarms median delay  worst",
                        "loss_spike                    1        1      0            0            3      3",
                        "overfitting                   1        0      1            1            -      -",
                        "missed overfitting: over",
                        "false overfitting (run@step): well@41",
                        "mean recall of the kinds with labelled runs: 0.500",
                        "healthy runs with a warning or critical alert: 1 of 1 (100.0 %): well overfitting",
                        "not detected by this version (labelled runs): dead_relu 1");
        assertThat(ScoreJson.of(card).replaceAll("\\s+", ""))
                .contains("\"macro_recall\":0.5")
                .contains("{\"kind\":\"loss_spike\",\"labelled\":1,\"detected\":1,\"missed\":0,\"false_alarms\":0,"
                        + "\"recall\":1.0,\"median_delay_steps\":3.0,\"worst_delay_steps\":3,")
                .contains("\"missed_runs\":[\"over\"],\"false_alarm_runs\":[{\"run\":\"well\",\"detected_step\":41}]")
                .contains("\"healthy\":{\"runs\":1,\"alarmed\":1,\"share\":1.0,\"names\":{\"well\":[\"overfitting\"]}}")
                .contains("\"not_detected_by_this_version\":{\"dead_relu\":1}");
    }

    static Scorecard score(List<Label> labels, ReportedAlert... alerts) {
        var truth = new LinkedHashMap<String, Label>();
        labels.forEach(label -> truth.put(label.run(), label));
        return Scorecard.of(truth, List.of(alerts), List.of("loss_spike", "gradient_explosion", "overfitting"));
    }

    static ReportedAlert alert(String job, String kind, AlertSeverity severity, long first, long detected) {
        return new ReportedAlert(job, kind, AlertStatus.FIRING, severity, "loss", -1, null, first, detected, detected);
    }

    static Label label(String run, long onset, long end, String... kinds) {
        return new Label(run, Set.of(kinds), Set.of(), onset, end, null, -1, "");
    }

    private static KindScore kind(Scorecard card, String id) {
        return card.kinds().stream()
                .filter(kind -> kind.kind().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
