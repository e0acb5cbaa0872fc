package io.descentry.alert;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncidentsTest {
    private final RunContext run = new RunContext(JobFacts.unknown("job"));
    private AlertBook book = new AlertBook();
    private final List<AlertChange> changes = new ArrayList<>();

    /** {@code kind@step} fires, {@code kind<first@step} says that it was visible before, {@code -kind@step} is over, C is critical. */
    private void play(String script) {
        for (String word : script.strip().split("\\s+", -1)) {
            String[] parts = word.split("@", -1);
            long step = Long.parseLong(parts[1]);
            while (run.step() < step) {
                run.observe(new StepReading(
                        0,
                        0,
                        run.step() + 1,
                        0,
                        false,
                        false,
                        new Scalars().with(Series.LOSS, 1),
                        Map.of(),
                        LayerColumns.none()));
            }
            boolean over = word.startsWith("-");
            String[] what = parts[0].substring(over ? 1 : 0).split("<", -1);
            boolean critical = what[0].startsWith("C:");
            Kind kind = Kind.of(what[0].substring(critical ? 2 : 0)).orElseThrow();
            long first = what.length > 1 ? Long.parseLong(what[1]) : step;
            Judgement judgement = over ? Judgement.CLEAR : ill(critical, first);
            changes.addAll(book.advance(
                    AlertLifecycle.DEFAULT,
                    kind,
                    new Patience(1, 1),
                    judgement,
                    new Moment(step, step * 60_000, null),
                    run));
        }
    }

    private static Judgement ill(boolean critical, long first) {
        return new Judgement.Firing(
                "loss",
                critical ? Severity.CRITICAL : Severity.WARNING,
                -1,
                -1,
                first,
                List.of(new Evidence("loss", first, 9, 2, 3, 128)));
    }

    private String told() {
        return changes.stream()
                .filter(change -> change.status() != Status.RESOLVED)
                .map(change -> change.kind().id() + (change.place().pages() ? " pages" : " attached"))
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            alone it pages                              | loss_spike@100                                          | loss_spike pages
            what follows is attached                    | C:gradient_explosion@100 loss_spike@101                 | gradient_explosion pages, loss_spike attached
            the same severity is attached               | C:gradient_explosion@100 C:non_finite@103               | gradient_explosion pages, non_finite attached
            a worse follower pages again                | loss_spike@100 C:non_finite@103 C:loss_divergence@105   | loss_spike pages, non_finite pages, loss_divergence attached
            64 readings after its end it still leads    | C:gradient_explosion@100 -gradient_explosion@110 C:non_finite@174 | gradient_explosion pages, non_finite attached
            later it does not                           | C:gradient_explosion@100 -gradient_explosion@110 C:non_finite@175 | gradient_explosion pages, non_finite pages
            kinds that do not lead to each other part   | overfitting@100 loss_spike@101                          | overfitting pages, loss_spike pages
            a cause that is certain later is attached   | C:non_finite@100 C:gradient_explosion<95@101            | non_finite pages, gradient_explosion attached
            a later one that could lead there is apart  | C:non_finite@100 C:gradient_explosion@101               | non_finite pages, gradient_explosion pages
            a member that comes again is no new page    | C:gradient_explosion@100 loss_spike@101 -loss_spike@102 loss_spike@110 | gradient_explosion pages, loss_spike attached, loss_spike attached
            """)
    void pages(String story, String script, String expected) {
        play(script);
        assertThat(told()).isEqualTo(expected);
    }

    @Test
    void theChainIsToldByFirstStepsAndTheIdentityStays() {
        play("C:non_finite@121 C:gradient_explosion<118@122 loss_spike<119@123");
        AlertChange last = changes.get(2);
        assertThat(last.place().incident()).isEqualTo(changes.get(0).fingerprint());
        assertThat(last.place().chain())
                .isEqualTo("gradient explosion at step 118 -> loss spike at step 119 -> NaN or infinity at step 121");
        assertThat(last.description()).endsWith(" Incident: " + last.place().chain() + '.');
        assertThat(last.place().related())
                .containsExactly(changes.get(1).fingerprint(), changes.get(0).fingerprint());
        assertThat(last.place().follows()).isEqualTo(changes.get(1).fingerprint());
    }

    @Test
    void anAlertAloneIsItsOwnIncidentWithoutAChain() {
        play("loss_spike@100");
        assertThat(changes.get(0).place())
                .isEqualTo(new AlertChange.Place(changes.get(0).fingerprint(), null, true, null, List.of()));
    }

    @Test
    void aCauseThatIsCertainHeadsTheChain() {
        for (long step = 0; step < 100; step++) {
            run.observe(new StepReading(
                    0,
                    0,
                    step,
                    0,
                    false,
                    false,
                    new Scalars().with(Series.LOSS, 1).with(Series.LEARNING_RATE, step < 98 ? 0.01 : 1),
                    Map.of(),
                    LayerColumns.none()));
        }
        play("loss_spike@100 C:non_finite@101");
        assertThat(changes.get(1).place().chain())
                .isEqualTo("learning rate too high -> loss spike at step 100 -> NaN or infinity at step 101");
    }

    @Test
    void aNewAttemptBeginsAfresh() {
        play("C:gradient_explosion@100");
        run.begin(1);
        run.resume(90);
        play("C:non_finite@101");
        assertThat(told()).isEqualTo("gradient_explosion pages, non_finite pages");
    }

    @Test
    void anEscalationPagesOnlyIfItIsWorseThanWhatPaged() {
        play("C:gradient_explosion@100 loss_spike@101 C:loss_spike@102");
        assertThat(changes.get(2))
                .returns(Status.ESCALATED, AlertChange::status)
                .returns(Severity.CRITICAL, AlertChange::severity);
        assertThat(told()).isEqualTo("gradient_explosion pages, loss_spike attached, loss_spike attached");
    }

    @Test
    void incidentsSurviveStorage() {
        play("C:gradient_explosion@100 loss_spike@101");
        MemoryWriter out = new MemoryWriter();
        book.sync(out);
        IncidentsTest again = new IncidentsTest();
        again.play("C:gradient_explosion@100 loss_spike@101");
        again.book = new AlertBook();
        again.book.sync(new MemoryReader(out.toBytes()));
        play("C:non_finite@104");
        again.play("C:non_finite@104");
        assertThat(again.changes).isEqualTo(changes);
        assertThat(changes.get(2).place().pages()).isFalse();
        assertThat(String.format(Locale.ROOT, "%s", changes.get(2).place().chain()))
                .contains("gradient explosion");
    }
}
