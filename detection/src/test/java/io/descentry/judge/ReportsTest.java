package io.descentry.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.alert.AlertChange;
import io.descentry.peer.PeerReport;
import io.descentry.peer.Reports.Addressed;
import io.descentry.reading.JobFacts;
import io.descentry.reading.JobFacts.Origin;
import io.descentry.reading.JobFacts.Placement;
import io.descentry.reading.JobFacts.State;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.PeerNote;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a job tells its peers, and when. */
class ReportsTest {
    private static final String FLEET = "fleet:north";
    private static final Origin DATA = new Origin("image:1", "set:1", null);
    private static final Origin OTHER_DATA = new Origin("image:1", "set:2", null);
    private static final Origin COMPARED = new Origin("image:1", "set:1", "ref");

    private final JobJudge judge = new JobJudge();
    private final List<Addressed> told = new ArrayList<>();
    private JobMemory memory = judge.remember("job");

    @Test
    void a_job_that_nobody_described_says_nothing() {
        steps(0, 200);
        step(200, Double.NaN);
        assertThat(told).isEmpty();

        describe(facts("north", DATA, State.RUNNING));
        assertThat(told).extracting(this::words).containsExactly("fleet:north here", "fleet:north non_finite open");
    }

    @Test
    void a_job_that_shares_nothing_says_nothing_to_a_fleet() {
        JobFacts f = facts("north", Origin.UNKNOWN, State.RUNNING);
        describe(new JobFacts(
                f.jobId(),
                f.attempt(),
                f.state(),
                f.timeMillis(),
                f.name(),
                null,
                f.owner(),
                null,
                f.labels(),
                f.model(),
                f.task(),
                f.lossKind(),
                f.numClasses(),
                f.optimizer(),
                f.learningRate(),
                f.batchSize(),
                f.precision(),
                f.warmupSteps(),
                f.expectedSteps(),
                f.worldSize(),
                f.layers(),
                List.of(),
                f.settings(),
                JobFacts.Origin.UNKNOWN));
        steps(0, 3);
        step(3, Double.NaN);
        assertThat(told).isEmpty();
    }

    @Test
    void it_is_told_where_a_job_runs_each_host_once() {
        describe(facts("north", DATA, State.RUNNING));
        assertThat(told).singleElement().satisfies(report -> {
            assertThat(report.group()).isEqualTo(FLEET);
            assertThat(report.report())
                    .isEqualTo(new PeerReport.Presence(
                            "job",
                            0,
                            0,
                            true,
                            "vision",
                            "image:1",
                            "set:1",
                            List.of(new PeerReport.Place("n1", "r1"), new PeerReport.Place("n2", "r1"))));
        });
    }

    @Test
    void only_what_is_new_is_told() {
        describe(facts("north", DATA, State.RUNNING));
        told.clear();
        describe(facts("north", DATA, State.RUNNING));
        memory = judge.read("job", judge.write(memory));
        steps(0, 3);
        describe(facts("north", DATA, State.RUNNING));
        assertThat(presences()).isEmpty();

        describe(facts("north", OTHER_DATA, State.RUNNING));
        assertThat(presences()).containsExactly("fleet:north here");
    }

    @Test
    void a_job_that_moves_says_goodbye_where_it_was() {
        describe(facts("north", DATA, State.RUNNING));
        told.clear();
        describe(facts("south", DATA, State.RUNNING));
        assertThat(presences()).containsExactly("fleet:north gone", "fleet:south here");
    }

    @Test
    void while_records_come_all_is_told_again_every_ten_minutes() {
        describe(facts("north", DATA, State.RUNNING));
        step(0, Double.NaN);
        told.clear();
        for (int step = 1; step < 600; step++) {
            step(step, Double.NaN);
        }
        assertThat(fleet()).isEmpty();
        for (int step = 600; step < 1201; step++) {
            step(step, Double.NaN);
        }
        assertThat(fleet())
                .containsExactly(
                        "fleet:north here",
                        "fleet:north non_finite open",
                        "fleet:north here",
                        "fleet:north non_finite open");
    }

    @Test
    void an_alarm_is_told_as_it_changes_with_the_place_where_it_began() {
        describe(facts("north", DATA, State.RUNNING));
        steps(0, 4);
        told.clear();
        stepOf(1, 4, Double.NaN);
        assertThat(told)
                .singleElement()
                .satisfies(report -> assertThat(report.report())
                        .isInstanceOfSatisfying(PeerReport.Alarm.class, alarm -> {
                            assertThat(alarm.open()).isTrue();
                            assertThat(alarm.rank()).isEqualTo(1);
                            assertThat(alarm.host()).isEqualTo("n1");
                            assertThat(alarm.device()).isEqualTo("cuda:1");
                            assertThat(alarm.startedAtMillis()).isEqualTo(4000);
                        }));

        told.clear();
        describe(facts("north", DATA, State.FAILED));
        assertThat(told)
                .extracting(this::words)
                .containsExactlyInAnyOrder("fleet:north gone", "fleet:north non_finite over");
    }

    @Test
    void an_alert_that_becomes_part_of_an_incident_is_no_news() {
        describe(facts("north", DATA, State.RUNNING));
        List<AlertChange> changes = step(0, Double.NaN);
        told.clear();
        var note = new PeerNote.Attached("job", 0, 0, changes.get(0).fingerprint(), "fleet-1", "3 jobs on n1");
        assertThat(after(judge.judge(memory, note)))
                .extracting(AlertChange::status)
                .containsExactly(AlertChange.Status.ATTACHED);
        assertThat(told).isEmpty();
    }

    @Test
    void milestones_are_told_when_they_are_passed_but_not_those_before_a_resume() {
        describe(facts("north", DATA, State.RUNNING));
        steps(0, 300);
        assertThat(milestones()).containsExactly(64L, 80L, 96L, 112L, 128L, 160L, 192L, 224L, 256L);

        told.clear();
        steps(1, 5000, 5200);
        assertThat(milestones()).containsExactly(5120L);
    }

    @Test
    void a_milestone_carries_the_level_of_the_last_losses() {
        describe(facts("north", DATA, State.RUNNING));
        for (int step = 0; step < 65; step++) {
            step(step, step == 60 ? 90.0 : 5 - 0.05 * step);
        }
        assertThat(told)
                .filteredOn(report -> report.report() instanceof PeerReport.Milestone)
                .singleElement()
                .satisfies(report -> assertThat(((PeerReport.Milestone) report.report()).loss())
                        .isBetween(1.8, 2.3));
    }

    @Test
    void layers_are_told_at_early_steps_to_the_own_group_and_to_that_of_the_reference() {
        describe(facts("north", COMPARED, State.RUNNING));
        steps(0, 70);
        assertThat(told.stream()
                        .filter(report -> report.report() instanceof PeerReport.LayerTrace)
                        .map(report -> report.group() + " " + ((PeerReport.LayerTrace) report.report()).step()))
                .containsExactlyInAnyOrderElementsOf(LongStream.of(0, 1, 2, 4, 8, 16, 32, 64)
                        .boxed()
                        .flatMap(step -> List.of("reference:job " + step, "reference:ref " + step).stream())
                        .toList());
        assertThat(told.stream()
                        .map(Addressed::report)
                        .filter(PeerReport.LayerTrace.class::isInstance)
                        .map(PeerReport.LayerTrace.class::cast))
                .allSatisfy(trace -> {
                    assertThat(trace.layers()).containsExactly("fc1", "fc2");
                    assertThat(trace.statistics()[2]).containsExactly(1f, 2f);
                    assertThat(trace.statistics()[0]).isEmpty();
                });
    }

    private void describe(JobFacts facts) {
        after(judge.describe(memory, facts));
    }

    private void steps(int from, int to) {
        steps(0, from, to);
    }

    private void steps(int attempt, int from, int to) {
        for (int step = from; step < to; step++) {
            after(judge.judge(memory, reading(attempt, 0, step, 2.0)));
        }
    }

    /** A step of all ranks, the reporting one last. */
    private List<AlertChange> step(int step, double loss) {
        after(judge.judge(memory, reading(0, 1, step, 2.0)));
        after(judge.judge(memory, reading(0, 2, step, 2.0)));
        return after(judge.judge(memory, reading(0, 0, step, loss)));
    }

    private void stepOf(int rank, int step, double loss) {
        after(judge.judge(memory, reading(0, rank, step, loss)));
    }

    private List<AlertChange> after(Verdict verdict) {
        var judged = (Verdict.Judged) verdict;
        List<AlertChange> changes = judge.advance(memory, judged);
        told.addAll(judge.report(memory, judged, changes));
        return changes;
    }

    private List<String> fleet() {
        return told.stream()
                .filter(report -> report.group().startsWith("fleet:"))
                .map(this::words)
                .toList();
    }

    private List<String> presences() {
        return told.stream()
                .filter(report -> report.report() instanceof PeerReport.Presence)
                .map(this::words)
                .toList();
    }

    private List<Long> milestones() {
        return told.stream()
                .map(Addressed::report)
                .filter(PeerReport.Milestone.class::isInstance)
                .map(report -> ((PeerReport.Milestone) report).step())
                .toList();
    }

    private String words(Addressed report) {
        if (report.report() instanceof PeerReport.Presence presence) {
            return report.group() + (presence.running() ? " here" : " gone");
        }
        if (report.report() instanceof PeerReport.Alarm alarm) {
            return report.group() + " " + alarm.kind().id() + (alarm.open() ? " open" : " over");
        }
        return report.group();
    }

    private static StepReading reading(int attempt, int rank, long step, double loss) {
        var columns = new float[LayerSeries.values().length][];
        columns[LayerSeries.GRAD_NORM.ordinal()] = new float[] {1, 2};
        return new StepReading(
                attempt,
                rank,
                step,
                1000 * step,
                false,
                false,
                new Scalars().with(Series.LOSS, loss),
                Map.of(),
                rank == 0 ? LayerColumns.of(columns) : LayerColumns.none());
    }

    private static JobFacts facts(@Nullable String cluster, Origin origin, State state) {
        return new JobFacts(
                "job",
                0,
                state,
                0,
                null,
                "vision",
                null,
                cluster,
                Map.of(),
                "mlp",
                null,
                null,
                0,
                null,
                Double.NaN,
                0,
                null,
                -1,
                -1,
                3,
                List.of(new JobFacts.Layer("fc1", null, null, false), new JobFacts.Layer("fc2", null, null, false)),
                List.of(
                        new Placement(0, "n1", "cuda:0", "r1"),
                        new Placement(1, "n1", "cuda:1", "r1"),
                        new Placement(2, "n2", "cuda:0", "r1")),
                Map.of(),
                origin);
    }
}
