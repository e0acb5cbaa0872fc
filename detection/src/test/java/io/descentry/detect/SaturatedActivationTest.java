package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SaturatedActivationTest {
    private static final SaturatedActivation DETECTOR = new SaturatedActivation(SaturatedActivation.Params.DEFAULT);

    private static Play play(String task, JobFacts.Layer hidden, String losses, String shares) {
        List<JobFacts.Layer> layers = List.of(hidden, new JobFacts.Layer("out", "linear", "sigmoid", false));
        return Play.of(Series.LOSS, losses)
                .column(LayerSeries.ACTIVATION_SATURATED_FRACTION, shares, "0.95")
                .facts(Play.facts(task, "cross_entropy", 10, -1, layers));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a crisp last layer and a calm hidden one are well  | linear | tanh    | 2.3>0.1x60      | 0>0.3x60           | .60
            units that were too large from the start           | linear | tanh    | 2.3>1x60        | 0.6~0.05x60        | .23 F37
            raw inputs into sigmoids                           | linear | sigmoid | 0.8x60          | 0.98~0.01x60       | .23 F37
            a first batch alone is none                        | linear | tanh    | 2.3x60          | 0.6 0.1x59         | .60
            units driven to their limits while nothing is learnt | linear | tanh  | 2.3 9~0.3x59    | 0x6 0.9x54         | .29 F31
            a blow that passes is none                         | linear | tanh    | 2.3x60          | 0x20 0.9x20 0.1x20 | .60
            grown to two thirds is learnt                      | linear | tanh    | 2.3>1.3x60      | 0.05>0.65x60       | .60
            gates are open or shut                             | lstm   | tanh    | 2.3x60          | 0.9x60             | .60
            and so is attention                                | attention | sigmoid | 2.3x60       | 0.9x60             | .60
            recurrent units latch when they have learnt        | rnn    | tanh    | 4.4>2.6x60      | 0.1 0.8x59         | .60
            recurrent units that begin at their limits are ill | rnn    | tanh    | 4.4x60          | 0.8x60             | .23 F37
            a loss that explodes takes the units with it       | linear | tanh    | 1x10 1e3>1e30x50 | 0x10 1x50         | .60
            another activation has no limits                   | linear | gelu    | 2.3x60          | 0.9x60             | .60
            what is not measured says nothing                  | linear | tanh    | 2.3x60          | -1x60              | .60
            """)
    void judges(String story, String kind, String activation, String losses, String shares, String marks) {
        JobFacts.Layer hidden = new JobFacts.Layer("fc1", kind, activation, false);
        assertThat(play("classification", hidden, losses, shares).marks(DETECTOR))
                .isEqualTo(marks);
    }

    @Test
    void theTwoPlayersOfAGanAreNotJudged() {
        JobFacts.Layer hidden = new JobFacts.Layer("gen3", "linear", "tanh", false);
        assertThat(play("gan", hidden, "1.4x60", "0.9x60").marks(DETECTOR)).isEqualTo(".60");
    }

    @Test
    void aReservoirFrozenOnPurposeIsNotJudged() {
        JobFacts.Layer hidden = new JobFacts.Layer("reservoir", "rnn", "tanh", true);
        assertThat(play("regression", hidden, "1.4x60", "0.9x60").marks(DETECTOR))
                .isEqualTo(".60");
    }

    @Test
    void whatWasLearntInSpiteOfItIsOnlyTold() {
        JobFacts.Layer hidden = new JobFacts.Layer("code", "linear", "tanh", false);
        List<Judgement> judgements =
                play("autoencoder", hidden, "1>0.2x60", "0x10 0.8x50").judgements(DETECTOR);
        assertThat(((Judgement.Firing) judgements.get(59)).severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void aRunThatGoesOnMayBeginWithUnitsThatHaveLearnt() {
        JobFacts.Layer hidden = new JobFacts.Layer("fc1", "linear", "tanh", false);
        Play play = play("classification", hidden, "2.3x60", "0.6x60");
        assertThat(play.from(5000).marks(DETECTOR)).isEqualTo(".60");
    }
}
