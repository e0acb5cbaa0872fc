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
        assertThat(card.healthy().alarmed()).containsExactly(Map.entry("well", Set.of("loss_spike")));
    }

    @Test
    void healthy_runs_are_judged_by_warnings_not_by_infos() {
        Scorecard card =
                score(List.of(HEALTHY, label("fine", 0, -1)), alert("well", "loss_spike", AlertSeverity.INFO, 7, 8));

        assertThat(card.healthy().runs()).isEqualTo(2);
        assertThat(card.healthy().alarmedShare()).hasValue(0);
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
        var score = new KindScore(
                "loss_spike", 5, List.of(), steps, List.of(), new CauseScore(List.of()), new RankScore(List.of()));

        assertThat(score.medianDelay()).hasValue(median);
        assertThat(score.worstDelay()).hasValue(worst);
    }

    @Test
    void the_rank_of_the_first_alert_is_compared_with_the_label_run_by_run() {
        List<Label> labels = List.of(onRank("right", 3), onRank("wrong", 1), onRank("none", 2), onRank("missed", 0));
        Scorecard card = score(
                labels, named("right", 3, 20), named("right", 0, 40), named("wrong", 0, 20), named("none", -1, 20));

        assertThat(card.ranks().share()).hasValue(0.25);
        assertThat(ScoreTable.of(card))
                .containsSubsequence(
                        "right rank: 1 of 4 (loss_spike 1 of 4)",
                        "rank not right loss_spike: missed said nothing, is 0",
                        "rank not right loss_spike: none said none, is 2",
                        "rank not right loss_spike: wrong said 0, is 1");
        assertThat(ScoreJson.of(card).replaceAll("\\s+", ""))
                .contains("\"ranks\":{\"cases\":4,\"right\":1,\"share\":0.25,\"rows\":[")
                .contains("{\"run\":\"wrong\",\"kind\":\"loss_spike\",\"rank\":1,\"detected\":true,\"named\":0}");
        assertThat(score(List.of(SPIKE)).ranks().share()).isEmpty();
    }

    private static Label onRank(String run, int rank) {
        return new Label(run, Set.of("loss_spike"), Set.of(), 20, -1, null, rank, "");
    }

    private static ReportedAlert named(String run, int rank, long step) {
        AlertSeverity severity = AlertSeverity.WARNING;
        return new ReportedAlert(run, "loss_spike", AlertStatus.FIRING, severity, "loss", rank, null, step, step, step);
    }

    @Test
    void precision_weighs_detected_runs_against_false_alarms() {
        Scorecard card = score(
                List.of(SPIKE, HEALTHY),
                alert("spiky", "loss_spike", AlertSeverity.WARNING, 300, 300),
                alert("spiky", "loss_spike", AlertSeverity.WARNING, 300, 310),
                alert("well", "loss_spike", AlertSeverity.WARNING, 10, 10),
                alert("well", "loss_spike", AlertSeverity.WARNING, 20, 20));

        assertThat(kind(card, "loss_spike").precision()).hasValue(1 / 3.0);
        assertThat(kind(card, "overfitting").precision()).isEmpty();
        assertThat(card.macroPrecision()).hasValue(1 / 3.0);
    }

    @Test
    void false_alarms_are_counted_by_healthy_run_and_healthy_step() {
        Scorecard card = Scorecard.of(
                new Truth(
                        Map.of("well", HEALTHY, "fine", label("fine", 0, -1), "spiky", SPIKE),
                        Causes.NONE,
                        Map.of("well", 500L, "fine", 1500L, "spiky", 9000L)),
                List.of(
                        alert("well", "loss_spike", AlertSeverity.WARNING, 7, 8),
                        alert("well", "overfitting", AlertSeverity.CRITICAL, 9, 9),
                        alert("well", "overfitting", AlertSeverity.WARNING, 19, 19),
                        alert("spiky", "overfitting", AlertSeverity.WARNING, 19, 19)),
                List.of("loss_spike", "overfitting"));

        assertThat(card.healthy().steps()).isEqualTo(2000);
        assertThat(card.healthy().alarmsPerRun()).hasValue(1.5);
        assertThat(card.healthy().alarmsPerThousandSteps()).hasValue(1.5);
        assertThat(card.healthy().alarmedShare()).hasValue(0.5);
    }

    @Test
    void an_alert_belongs_to_no_label_if_its_kind_is_neither_labelled_nor_allowed() {
        Label allowing = new Label("spiky", Set.of("loss_spike"), Set.of("gradient_explosion"), 300, -1, null, -1, "");
        Scorecard card = score(
                List.of(allowing, OVERFIT, HEALTHY),
                alert("spiky", "gradient_explosion", AlertSeverity.CRITICAL, 300, 300),
                alert("spiky", "loss_spike", AlertSeverity.WARNING, 10, 10),
                alert("spiky", "overfitting", AlertSeverity.INFO, 20, 20),
                alert("spiky", "overfitting", AlertSeverity.WARNING, 30, 30),
                alert("well", "overfitting", AlertSeverity.WARNING, 40, 40));

        assertThat(card.strays()).isEqualTo(1);
        assertThat(card.straysPerFaultyRun()).hasValue(0.5);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "right at once,               rate|data, 'rate,init',           1, 1",
        "right in the third place,    data,      'rate,init,data',      0, 1",
        "right in the fourth place,   data,      'rate,init,clip,data', 0, 0",
        "nothing named,               data,      '',                    0, 0"
    })
    void the_cause_is_that_of_the_first_alert_of_the_kind_when_it_opened(
            String claim, String accepted, String named, int first, int shortlisted) {
        Scorecard card = Scorecard.of(
                new Truth(Map.of("spiky", SPIKE), causes("spiky", accepted), Map.of()),
                List.of(
                        naming("gradient_explosion", 299, accepted.split("\\|")),
                        naming("loss_spike", 300, named.isEmpty() ? new String[0] : named.split(",")),
                        naming("loss_spike", 320, accepted.split("\\|"))),
                List.of("loss_spike", "gradient_explosion"));

        assertThat(card.causes().cases()).hasSize(1);
        assertThat(card.causes().first()).isEqualTo(first);
        assertThat(card.causes().shortlisted()).isEqualTo(shortlisted);
    }

    @Test
    void a_missed_run_has_its_cause_wrong_and_a_run_of_unknown_cause_does_not_count() {
        Scorecard card = Scorecard.of(
                new Truth(Map.of("spiky", SPIKE, "over", OVERFIT), causes("spiky", "rate"), Map.of()),
                List.of(naming("gradient_explosion", 300, "rate")),
                List.of("loss_spike", "overfitting"));

        assertThat(card.causes().firstShare()).hasValue(0);
        assertThat(kind(card, "overfitting").causes().firstShare()).isEmpty();
    }

    @Test
    void the_table_and_the_json_say_the_same() {
        var truth = new LinkedHashMap<String, Label>();
        for (Label label : List.of(SPIKE, HEALTHY, OVERFIT, label("dead", 3, -1, "dead_relu"))) {
            truth.put(label.run(), label);
        }
        Scorecard card = Scorecard.of(
                new Truth(truth, causes("spiky", "rate|data"), Map.of("well", 400L)),
                List.of(
                        new ReportedAlert(
                                "spiky",
                                "loss_spike",
                                AlertStatus.FIRING,
                                AlertSeverity.WARNING,
                                "loss",
                                -1,
                                null,
                                300,
                                303,
                                303,
                                List.of("clip", "rate")),
                        alert("well", "overfitting", AlertSeverity.WARNING, 40, 41)),
                List.of("loss_spike", "gradient_explosion", "overfitting"));

        assertThat(ScoreTable.of(card))
                .containsExactly(
                        "kind                   labelled detected missed false alarms median delay  worst"
                                + "  recall precision  cause  top 3",
                        "loss_spike                    1        1      0            0            3      3"
                                + "   1.000     1.000  0.000  1.000",
                        "gradient_explosion            0        0      0            0            -      -"
                                + "       -         -      -      -",
                        "overfitting                   1        0      1            1            -      -"
                                + "   0.000     0.000      -      -",
                        "",
                        "cause not first loss_spike: spiky said clip, is data|rate",
                        "missed overfitting: over",
                        "false overfitting (run@step): well@41",
                        "mean recall of the kinds with labelled runs: 0.500",
                        "mean precision of the reported kinds: 0.500",
                        "right cause first: 0 of 1 (0.0 %), among the first three: 1 (100.0 %)",
                        "healthy runs with a warning or critical alert: 1 of 1 (100.0 %): well overfitting",
                        "false alarms on healthy runs: 1 in 400 steps (2.500 per 1,000 steps, 1.000 a run)",
                        "alerts on faulty runs that belong to no label: 0 on 3 runs (0.00 a run)",
                        "not detected by this version (labelled runs): dead_relu 1");
        assertThat(ScoreJson.of(card).replaceAll("\\s+", ""))
                .contains("\"macro_recall\":0.5")
                .contains("{\"kind\":\"loss_spike\",\"labelled\":1,\"detected\":1,\"missed\":0,\"false_alarms\":0,"
                        + "\"recall\":1.0,\"median_delay_steps\":3.0,\"worst_delay_steps\":3,")
                .contains("\"missed_runs\":[\"over\"],\"false_alarm_runs\":[{\"run\":\"well\",\"detected_step\":41}]")
                .contains("\"healthy\":{\"runs\":1,\"alarmed\":1,\"share\":1.0,\"names\":{\"well\":[\"overfitting\"]},"
                        + "\"steps\":400,\"alarms\":1,\"alarms_per_run\":1.0,\"alarms_per_thousand_steps\":2.5}")
                .contains("\"causes\":{\"cases\":1,\"first\":0,\"among_three\":1,\"first_share\":0.0,"
                        + "\"among_three_share\":1.0,\"not_first\":[{\"run\":\"spiky\",\"kind\":\"loss_spike\","
                        + "\"accepted\":[\"data\",\"rate\"],\"named\":[\"clip\",\"rate\"]}]}")
                .contains("\"faulty\":{\"runs\":3,\"alerts_of_no_label\":0,\"alerts_of_no_label_per_run\":0.0}")
                .contains("\"not_detected_by_this_version\":{\"dead_relu\":1}");
    }

    private static Causes causes(String run, String accepted) {
        return Causes.of(run, Set.of(accepted.split("\\|")));
    }

    private static ReportedAlert naming(String kind, long step, String... causes) {
        return new ReportedAlert(
                "spiky",
                kind,
                AlertStatus.FIRING,
                AlertSeverity.WARNING,
                "loss",
                -1,
                null,
                step,
                step,
                step,
                List.of(causes));
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
