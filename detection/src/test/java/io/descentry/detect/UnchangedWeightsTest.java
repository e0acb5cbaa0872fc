package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnchangedWeightsTest {
    private static final UnchangedWeights DETECTOR = new UnchangedWeights(UnchangedWeights.Params.DEFAULT);

    private static Play play(boolean frozen, String body, String head, String gradients, String without, String rates) {
        JobFacts facts = Play.facts(
                "classification",
                "cross_entropy",
                10,
                -1,
                List.of(
                        new JobFacts.Layer("body", "linear", "relu", frozen),
                        new JobFacts.Layer("head", "linear", "none", false)));
        return Play.of(Series.LEARNING_RATE, rates)
                .facts(facts)
                .column(LayerSeries.UPDATE_NORM, body, head)
                .column(LayerSeries.WEIGHT_NORM, "1", "1")
                .column(LayerSeries.GRAD_NORM, gradients, "0.1")
                .column(LayerSeries.GRAD_NONFINITE, without, "0");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            all layers move                               | 0.01x100             | 0.01               | 0.1        | 0  | 0.1              | ?11 .89
            left out of the optimizer                     | 0x100                | 0.01               | 0.1        | 0  | 0.1              | ?11 F89
            left out, with gathered gradients             | 0x100                | 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 0x3 0.01 | 0.1 | 0 | 0.1 | ?47 F ?3 F ?3 F45
            cut off from the loss                         | 0x100                | 0.01               | 0          | -1 | 0.1              | ?11 F89
            a rounded-off update is no fault              | 0x100                | 0.01               | 1e-9       | 0  | 0.1              | ?11 .89
            a dead layer is another illness               | 0x100                | 0.01               | 0          | 0  | 0.1              | ?11 .89
            an update skipped now and then                | 0.01x40 0x5 0.01x55  | 0.01               | 0.1        | 0  | 0.1              | ?11 .89
            nothing moves any more                        | 0.01x50 0x50         | 0.01x50 0          | 0.1        | 0  | 0.1              | ?11 .39 ?7 F43
            every eighth step is applied                  | 0x7 0.01 0x7 0.01 0x7 0.01 0x7 0.01 0x7 0.01 | 0x7 0.01 0x7 0.01 0x7 0.01 0x7 0.01 0x7 0.01 | 0.1 | 0 | 0.1 | ?40
            a rate of zero moves nothing                  | 0.01x50 0x50         | 0.01x50 0          | 0.1        | 0  | 0.1x50 0         | ?11 .89
            a rate cut to nothing is rounded off          | 0.01x50 0x50         | 0.01x50 0          | 0.1        | 0  | 0.1x50 1e-6      | ?11 .39 ?7 .43
            a rate that decays to nothing is rounded off  | 0.01>1e-8x90 0x50    | 0.01>1e-8x90 0     | 0.1        | 0  | 0.1>1e-7x90 1e-7 | ?11 .79 ?7 .43
            nothing ever moved                            | 0x200                | 0                  | 0.1        | 0  | 0.1              | ?95 F105
            """)
    void judges(String story, String body, String head, String gradients, String without, String rates, String marks) {
        assertThat(play(false, body, head, gradients, without, rates).marks(DETECTOR))
                .isEqualTo(marks);
    }

    @Test
    void aFrozenLayerIsMeant() {
        assertThat(play(true, "0x100", "0.01", "0.1", "0", "0.1").marks(DETECTOR))
                .isEqualTo("?11 .89");
    }

    @Test
    void partsThatAreTrainedInTurnPauseOften() {
        String turns = "0x20 0.01x20 0x20 0.01x20 0x20 0.01x20";
        Play play = play(false, turns, "0.01", "0.1", "0", "0.1").term("discriminator", "1");
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void aLayerOutsideTheForwardPassIsNotUsed() {
        Play play = play(false, "0x100", "0.01", "0", "-1", "0.1").column(LayerSeries.ACTIVATION_NONFINITE, "-1", "0");
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void skippedStepsLeaveTheWeightsOnPurpose() {
        Play play = play(false, "0.01x50 0x50", "0.01x50 0", "0.1", "0", "0.1").skipped("0x50 1");
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void aRunThatHasLearntAllThereIsNeedNotMove() {
        Play play = play(false, "0.01x50 0x50", "0.01x50 0", "0.1x50 0", "0", "0.1")
                .column(LayerSeries.GRAD_NORM, "0.1x50 1e-7", "0.1x50 0");
        assertThat(play.marks(DETECTOR)).isEqualTo("?11 .39 ?7 .43");
    }

    @Test
    void whatMayBeMeantDoesNotPage() {
        assertThat(first(play(false, "0x100", "0.01", "0", "-1", "0.1")).severity())
                .isEqualTo(Severity.WARNING);
        assertThat(first(play(false, "0x100", "0.01", "0.1", "0", "0.1")).severity())
                .isEqualTo(Severity.CRITICAL);
    }

    @Test
    void aStopBeginsAtItsFirstStep() {
        Judgement.Firing stop = first(play(false, "0.01x50 0x50", "0.01x50 0", "0.1", "0", "0.1"));
        assertThat(stop.subject()).isEqualTo("weights");
        assertThat(stop.firstStep()).isEqualTo(50);
        assertThat(first(play(false, "0x100", "0.01", "0.1", "0", "0.1")).firstStep())
                .isZero();
    }

    private static Judgement.Firing first(Play play) {
        return play.judgements(DETECTOR).stream()
                .filter(Judgement.Firing.class::isInstance)
                .map(Judgement.Firing.class::cast)
                .findFirst()
                .orElseThrow();
    }
}
