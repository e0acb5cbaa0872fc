package io.descentry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.alert.AlertChange.Resolution;
import io.descentry.alert.AlertChange.Status;
import io.descentry.detect.Evidence;
import io.descentry.detect.Judgement;
import io.descentry.detect.Kind;
import io.descentry.detect.Patience;
import io.descentry.detect.RunContext;
import io.descentry.detect.Severity;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.PeerNote;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertLifecycleTest {
    private static final long MINUTE = 60_000;
    private static final AlertLifecycle LIFECYCLE = AlertLifecycle.DEFAULT;

    private final RunContext run = new RunContext(JobFacts.unknown("job"));
    private final AlertBook book = new AlertBook();
    private final List<AlertChange> changes = new ArrayList<>();

    private static Judgement ill(long step, Severity severity) {
        return new Judgement.Firing("loss", severity, -1, -1, step, List.of(new Evidence("loss", step, 9, 2, 3, 128)));
    }

    private void say(Judgement judgement, long step, long timeMillis, Patience patience) {
        say(Kind.LOSS_SPIKE, judgement, step, timeMillis, patience);
    }

    private void say(Kind kind, Judgement judgement, long step, long timeMillis, Patience patience) {
        changes.addAll(book.advance(LIFECYCLE, kind, patience, judgement, new Moment(step, timeMillis, null), run));
    }

    /** One letter a step: F fires, C fires as critical, . clear, ? abstains; the step of each change is told. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            one alert an episode, however long          | 1 | 3 | ..FFFF.F..     | FIRING@2
            it ends after enough clear steps in a row   | 1 | 3 | F..F...        | FIRING@0 RESOLVED@6
            patience waits for a second answer          | 2 | 3 | F.F.FF         | FIRING@5
            abstaining breaks no row                    | 2 | 3 | F?F            | FIRING@2
            abstaining ends nothing                     | 1 | 3 | F..????.       | FIRING@0 RESOLVED@7
            a worse severity escalates once             | 1 | 3 | FFCCF          | FIRING@0 ESCALATED@2
            a relapse in the cool-down is not told      | 1 | 2 | F..FF..        | FIRING@0 RESOLVED@2
            """)
    void lives(String story, int fireAfter, int clearAfter, String answers, String expected) {
        for (int i = 0; i < answers.length(); i++) {
            Judgement judgement = switch (answers.charAt(i)) {
                case 'F' -> ill(i, Severity.WARNING);
                case 'C' -> ill(i, Severity.CRITICAL);
                case '?' -> Judgement.abstain(Judgement.Reason.NOT_FINITE);
                default -> Judgement.CLEAR;
            };
            int before = changes.size();
            say(judgement, i, 1000L * i, new Patience(fireAfter, clearAfter));
            assertThat(changes.size() - before).isLessThanOrEqualTo(1);
        }
        assertThat(changes.stream().map(c -> c.status() + "@" + c.timeMillis() / 1000))
                .containsExactly(expected.split(" ", -1));
    }

    @Test
    void aRelapseThatOutlastsTheCoolDownFires() {
        Patience patience = new Patience(1, 1);
        say(ill(1, Severity.WARNING), 1, 0, patience);
        say(Judgement.CLEAR, 2, 1000, patience);
        say(ill(3, Severity.WARNING), 3, MINUTE, patience);
        say(ill(4, Severity.WARNING), 4, 6 * MINUTE, patience);
        assertThat(changes)
                .extracting(AlertChange::status)
                .containsExactly(Status.FIRING, Status.RESOLVED, Status.FIRING);
        assertThat(changes.get(2).firstStep()).isEqualTo(3);
        assertThat(changes.get(2).detectedStep()).isEqualTo(4);
    }

    @Test
    void aThirdOpeningThatBeganInTheCoolDownEscalatesWhenItIsTold() {
        Patience patience = new Patience(1, 1);
        say(ill(0, Severity.WARNING), 0, 0, patience);
        say(Judgement.CLEAR, 1, MINUTE, patience);
        say(ill(2, Severity.WARNING), 2, 10 * MINUTE, patience);
        say(Judgement.CLEAR, 3, 11 * MINUTE, patience);
        say(ill(4, Severity.WARNING), 4, 12 * MINUTE, patience);
        say(ill(5, Severity.WARNING), 5, 17 * MINUTE, patience);
        assertThat(changes)
                .extracting(AlertChange::status)
                .containsExactly(
                        Status.FIRING,
                        Status.RESOLVED,
                        Status.FIRING,
                        Status.RESOLVED,
                        Status.FIRING,
                        Status.ESCALATED);
    }

    @Test
    void theThirdOpeningInEightHoursEscalates() {
        Patience patience = new Patience(1, 1);
        for (long i = 0; i < 3; i++) {
            say(ill(2 * i, Severity.WARNING), 2 * i, 10 * i * MINUTE, patience);
            say(Judgement.CLEAR, 2 * i + 1, (10 * i + 1) * MINUTE, patience);
        }
        assertThat(changes)
                .extracting(AlertChange::status)
                .containsExactly(
                        Status.FIRING,
                        Status.RESOLVED,
                        Status.FIRING,
                        Status.RESOLVED,
                        Status.FIRING,
                        Status.ESCALATED,
                        Status.RESOLVED);
        assertThat(changes.get(5).severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void anAlertThatIsPartOfAnIncidentOfTheFleetPagesNoMoreUntilItIsOver() {
        Patience patience = new Patience(1, 1);
        say(ill(1, Severity.WARNING), 1, 0, patience);
        String fingerprint = changes.get(0).fingerprint();
        attach(book, fingerprint, "fleet-1");
        attach(book, fingerprint, "fleet-1");
        AlertBook restarted = restarted();
        changes.addAll(restarted.advance(
                LIFECYCLE, Kind.LOSS_SPIKE, patience, ill(2, Severity.CRITICAL), new Moment(2, 1000, null), run));
        changes.addAll(restarted.advance(
                LIFECYCLE, Kind.LOSS_SPIKE, patience, Judgement.CLEAR, new Moment(3, 2000, null), run));

        assertThat(changes)
                .extracting(AlertChange::status)
                .containsExactly(Status.FIRING, Status.ATTACHED, Status.ESCALATED, Status.RESOLVED);
        assertThat(changes)
                .extracting(change -> change.place().pages())
                .as("over: it paged once")
                .containsExactly(true, false, false, true);
        assertThat(changes.subList(1, 4)).allSatisfy(change -> {
            assertThat(change.place())
                    .isEqualTo(new AlertChange.Place(
                            "fleet-1", "fleet-1", change.place().pages(), "3 jobs on n1", List.of("fleet-1")));
            assertThat(change.description()).contains("Part of an incident of the fleet: 3 jobs on n1.");
        });
        assertThat(changes).extracting(AlertChange::eventId).doesNotHaveDuplicates();
    }

    @Test
    void whatIsNotOpenIsPartOfNothing() {
        Patience patience = new Patience(2, 1);
        say(ill(1, Severity.WARNING), 1, 0, patience);
        attach(book, "", "fleet-1");
        say(ill(2, Severity.WARNING), 2, 0, patience);
        String fingerprint = changes.get(0).fingerprint();
        attach(book, "another", "fleet-1");
        say(Judgement.CLEAR, 3, 1000, patience);
        attach(book, fingerprint, "fleet-1");
        assertThat(changes).extracting(AlertChange::status).containsExactly(Status.FIRING, Status.RESOLVED);
    }

    @Test
    void anAlertMayPassFromOneIncidentOfTheFleetToAnother() {
        say(ill(1, Severity.WARNING), 1, 0, new Patience(1, 1));
        attach(book, changes.get(0).fingerprint(), "fleet-1");
        attach(book, changes.get(0).fingerprint(), "fleet-2");
        assertThat(changes)
                .extracting(change -> change.place().incident())
                .containsExactly(changes.get(0).fingerprint(), "fleet-1", "fleet-2");
        assertThat(changes).extracting(AlertChange::eventId).doesNotHaveDuplicates();
    }

    @Test
    void anIncidentOfTheFleetThatBeganBeforeItIsToldAfterIt() {
        say(ill(1, Severity.WARNING), 1, 9_000, new Patience(1, 1));
        attach(book, changes.get(0).fingerprint(), "fleet-1");
        assertThat(changes).extracting(AlertChange::timeMillis).containsExactly(9_000L, 9_000L);
    }

    private void attach(AlertBook to, String fingerprint, String incident) {
        var note = new PeerNote.Attached("job", 0, 500, fingerprint, incident, "3 jobs on n1");
        changes.addAll(to.attach(LIFECYCLE, note, new Moment(1, 500, null), run));
    }

    private AlertBook restarted() {
        var out = new MemoryWriter();
        book.sync(out);
        var read = new AlertBook();
        read.sync(new MemoryReader(out.toBytes()));
        return read;
    }

    @Test
    void theEndOfTheJobEndsIt() {
        say(ill(1, Severity.WARNING), 1, 0, Patience.STEPS);
        List<AlertChange> end = book.end(LIFECYCLE, new Moment(9, 5000, null), run);
        assertThat(end)
                .singleElement()
                .returns(Status.RESOLVED, AlertChange::status)
                .returns(Resolution.JOB_ENDED, AlertChange::resolution)
                .returns(5000L, AlertChange::resolvedAtMillis);
        assertThat(book.end(LIFECYCLE, new Moment(9, 5000, null), run)).isEmpty();
    }

    @Test
    void aNewerAttemptSupersedesIt() {
        say(ill(1, Severity.WARNING), 1, 0, Patience.STEPS);
        run.begin(1);
        assertThat(book.supersede(LIFECYCLE, new Moment(0, 5000, null), run))
                .singleElement()
                .returns(Resolution.SUPERSEDED, AlertChange::resolution)
                .returns(0, AlertChange::attempt);
    }

    @Test
    void theSameChangeHasTheSameNameAndAnotherHasNot() {
        say(ill(1, Severity.WARNING), 1, 0, Patience.EVALUATIONS);
        say(Judgement.CLEAR, 2, 0, Patience.EVALUATIONS);
        List<AlertChange> first = List.copyOf(changes);
        AlertLifecycleTest again = new AlertLifecycleTest();
        again.say(ill(1, Severity.WARNING), 1, 0, Patience.EVALUATIONS);
        again.say(Judgement.CLEAR, 2, 0, Patience.EVALUATIONS);
        assertThat(again.changes).isEqualTo(first);
        assertThat(first.get(0).eventId()).isNotEqualTo(first.get(1).eventId());
        assertThat(first.get(0).fingerprint())
                .matches("[0-9a-f]{16}")
                .isEqualTo(first.get(1).fingerprint());
    }

    @Test
    void anOpenAlertSurvivesStorage() {
        say(ill(1, Severity.WARNING), 1, 0, Patience.EVALUATIONS);
        MemoryWriter out = new MemoryWriter();
        book.sync(out);
        AlertBook read = new AlertBook();
        read.sync(new MemoryReader(out.toBytes()));
        Moment later = new Moment(2, 1000, null);
        List<AlertChange> expected =
                book.advance(LIFECYCLE, Kind.LOSS_SPIKE, Patience.EVALUATIONS, Judgement.CLEAR, later, run);
        assertThat(read.advance(LIFECYCLE, Kind.LOSS_SPIKE, Patience.EVALUATIONS, Judgement.CLEAR, later, run))
                .isEqualTo(expected)
                .hasSize(1);
    }

    @Test
    void tellsWhatAPagedPersonNeeds() {
        say(ill(320, Severity.WARNING), 320, 0, Patience.STEPS);
        assertThat(changes.get(0).description())
                .startsWith("loss 9 at step 320: expected 2, bar 3")
                .contains("Visible since step 320", "Most likely: ");
        assertThat(changes.get(0).causes()).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        assertThat(changes.get(0).remedies()).isNotEmpty();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.EnumSource(Kind.class)
    void everyKindHasRemediesAndASummaryAndCausesThatFit(Kind kind) {
        Scene scene = new Scene(run, (Judgement.Firing) ill(5, Severity.WARNING), 5, null, Map.of());
        assertThat(Guides.of(kind).rank(scene)).allSatisfy(cause -> {
            assertThat(cause.score()).isBetween(0.0, 1.0);
            assertThat(cause.why()).isNotBlank();
        });
        assertThat(Guides.of(kind).remedies(Guides.of(kind).rank(scene))).isNotEmpty();
        assertThat(Guides.of(kind).summary()).endsWith(".");
    }

    @Test
    void aKindWithoutAGuideIsToldByItsNameAndItsRunbook() {
        Guide guide = Guides.unwritten(Kind.PLATEAU_FROM_START);
        assertThat(guide.summary()).isEqualTo("Plateau from start.");
        assertThat(guide.remedies(List.of())).containsExactly("see the runbook TrainingPlateauFromStart");
    }

    @Test
    void whatHelpsAgainstTheLikeliestCauseComesFirst() {
        Guide guide = Guides.of(Kind.NON_FINITE);
        run.observe(reading(7, new Scalars().with(Series.INPUT_NONFINITE, 2)));
        say(Kind.NON_FINITE, ill(7, Severity.CRITICAL), 7, 0, Patience.STEPS);
        assertThat(changes.get(0).causes().get(0).id()).isEqualTo("bad_input");
        assertThat(changes.get(0).remedies())
                .startsWith("check the samples of the named step")
                .doesNotHaveDuplicates()
                .hasSize(guide.causes().size());
    }

    @Test
    void aLearningRateThatCameBackIsNotToldAsTheRateInForce() {
        double[] rates = {0.02, 0.5, 0.02};
        for (int i = 0; i < rates.length; i++) {
            run.observe(reading(i, new Scalars().with(Series.LEARNING_RATE, rates[i])));
        }
        say(ill(2, Severity.WARNING), 2, 0, Patience.STEPS);
        assertThat(changes.get(0).causes().get(0).why())
                .isEqualTo(
                        "the learning rate was too high: it rose from 0.02000 to 0.5000 at step 1, and is 0.02000 by now");
    }

    private static StepReading reading(long step, Scalars scalars) {
        return new StepReading(0, 0, step, 0, false, false, scalars, Map.of(), LayerColumns.none());
    }

    @Test
    void whatHelpsWhateverTheCauseComesNext() {
        say(ill(1, Severity.WARNING), 1, 0, Patience.STEPS);
        assertThat(changes.get(0).remedies())
                .startsWith(
                        "look at the batch of the named step",
                        "check the ranges of inputs and targets",
                        "restart some 100 steps before the spike and skip its batches",
                        "lower the learning rate or check its schedule");
    }
}
