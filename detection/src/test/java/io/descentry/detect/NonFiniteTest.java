package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.GatheredStep;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NonFiniteTest {
    private static final NonFinite DETECTOR = new NonFinite(NonFinite.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a finite run is clear                      | 2 2 2           | 1 1 1       | 0 0 0   | . . .
            NaN fires at the first step                | NaN 2           | 1 1         | 0 0     | F .
            infinity fires as well                     | 2 Inf 2         | 1 1 1       | 0 0 0   | . F .
            a large number is a number                 | 1e308 2         | 1e308 1     | 0 0     | . .
            an overflow that was skipped is healthy    | 2 2 2           | 1 Inf 1     | 0 1 0   | . ? .
            a skipped step with a lost loss is not     | 2 NaN 2         | 1 Inf 1     | 0 1 0   | . F .
            seven skips in a row are forgiven          | 2x9             | Infx7 1x2   | 1x7 0   | ? ? ? ? ? ? ? . .
            the eighth is not                          | 2x9             | Infx8 1     | 1x8 0   | ? ? ? ? ? ? ? F .
            a lost gradient alone may have been skipped| 2 2 NaN         | 1 NaN NaN   | 0 0 0   | . ? F
            a loss that is not measured says nothing   | - 2             | - 1         | 0 0     | ? .
            """)
    void judges(String story, String losses, String norms, String skips, String marks) {
        Play play = Play.of(Series.LOSS, losses).with(Series.GRAD_NORM, norms).skipped(skips);
        assertThat(spelled(play.marks(DETECTOR))).isEqualTo(marks);
    }

    @SuppressWarnings("StringSplitter")
    private static String spelled(String marks) {
        StringBuilder all = new StringBuilder();
        for (String mark : marks.split(" ")) {
            int n = mark.length() == 1 ? 1 : Integer.parseInt(mark.substring(1));
            all.append((mark.charAt(0) + " ").repeat(n));
        }
        return all.toString().trim();
    }

    @Test
    void theTenthSkipWithinTwoHundredReadingsFires() {
        String norms = "1x120" + " Inf 1x9".repeat(11);
        String skips = "0x120" + " 1 0x9".repeat(11);
        Play play = Play.of(Series.LOSS, "2x230").with(Series.GRAD_NORM, norms).skipped(skips);
        assertThat(play.marks(DETECTOR)).isEqualTo(".120" + " ? .9".repeat(9) + " F .9".repeat(2));
    }

    @Test
    void tenSkipsOverMoreThanTwoHundredReadingsAreHealthy() {
        String norms = "1x120" + " Inf 1x24".repeat(12);
        String skips = "0x120" + " 1 0x24".repeat(12);
        Play play = Play.of(Series.LOSS, "2x420").with(Series.GRAD_NORM, norms).skipped(skips);
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void onlyTheReportingRankSaysThatAStepIsClear() {
        Scalars fine = new Scalars().with(Series.LOSS, 2);
        RunContext run = new RunContext(Play.FACTS);
        StepReading reporting = new StepReading(0, 0, 9, 0, false, false, fine, Map.of(), LayerColumns.none());
        StepReading other = new StepReading(0, 3, 9, 0, false, false, fine, Map.of(), LayerColumns.none());
        assertThat(DETECTOR.judge(DETECTOR.remember(), run, gathered(reporting)))
                .isEqualTo(Judgement.CLEAR);
        assertThat(DETECTOR.judge(DETECTOR.remember(), run, gathered(other))).isInstanceOf(Judgement.Abstaining.class);
    }

    @Test
    void anOverflowThatMovedNoWeightWasSkipped() {
        Play play =
                Play.of(Series.LOSS, "2x3").with(Series.GRAD_NORM, "1 Inf 1").updateRatio("0.001 0 0.001");
        assertThat(play.marks(DETECTOR)).isEqualTo(". ? .");
    }

    @Test
    void anOverflowThatMovedTheWeightsWasNot() {
        Play play =
                Play.of(Series.LOSS, "2x3").with(Series.GRAD_NORM, "1 Inf 1").updateRatio("0.001 NaN 0.001");
        assertThat(play.marks(DETECTOR)).isEqualTo(". F .");
    }

    /** Gradients, weights and loss scale at the step in the middle of three, told with the gradients of one layer. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            finite weights show that the step was skipped       | 12 | 3   | 0  | -     | -  | ?
            a finite norm of the weights is enough              | 12 | 3   | -1 | -     | -  | ?
            a count of none is enough                           | 12 | -   | 0  | -     | -  | ?
            a count that was not taken is not                   | 12 | -   | -1 | -     | -  | F
            weights that are lost are lost by the gradient      | 12 | NaN | 9  | -     | -  | F
            lost weights count whatever their norm              | 12 | 3   | 9  | 65536 | -  | F
            weights that moved were not skipped                 | 12 | 3   | 0  | 65536 | 1  | F
            with nothing known of the weights it is a fault     | 12 | -   | -  | -     | -  | F
            loss scaling skips such a step itself               | 12 | -   | -  | 65536 | -  | ?
            and does so where it is down to two                 | 12 | -   | -  | 2     | -  | ?
            a scale of one is none                              | 12 | -   | -  | 1     | -  | F
            the norm alone tells as much                        | 0  | 3   | 0  | -     | -  | ?
            and with nothing known of the weights is a fault    | 0  | -   | -  | -     | -  | F
            """)
    void aLostGradientWithLayersMayHaveBeenSkipped(
            String story, String lost, String norm, String count, String scale, String update, String mark) {
        Play play = Play.of(Series.LOSS, "2x3")
                .with(Series.GRAD_NORM, "1 Inf 1")
                .column(LayerSeries.GRAD_NONFINITE, "0 " + lost + " 0");
        if (scale != null) {
            play.with(Series.LOSS_SCALE, scale + "x3");
        }
        if (norm != null) {
            play.column(LayerSeries.WEIGHT_NORM, "3 " + norm + " 3");
        }
        if (count != null) {
            play.column(LayerSeries.WEIGHT_NONFINITE, "0 " + count + " 0");
        }
        if (update != null) {
            play.column(LayerSeries.UPDATE_NORM, "1 " + update + " 1");
        }
        assertThat(play.marks(DETECTOR)).isEqualTo(". " + mark + " .");
    }

    @Test
    void aLossScaleThatFindsNoWayOutIsToldAsBefore() {
        Play play = Play.of(Series.LOSS, "2x9")
                .with(Series.GRAD_NORM, "Infx9")
                .with(Series.LOSS_SCALE, "65536>256x9")
                .column(LayerSeries.GRAD_NONFINITE, "12x9");
        assertThat(play.marks(DETECTOR)).isEqualTo("?7 F2");
    }

    @Test
    void theInputComesBeforeAllElse() {
        Scalars scalars = new Scalars().with(Series.INPUT_NONFINITE, 3).with(Series.LOSS, Double.NaN);
        assertThat(judge(3, scalars, layers(LayerSeries.ACTIVATION_NONFINITE, 5, 5)))
                .returns("input", Judgement.Firing::subject)
                .returns(3, Judgement.Firing::rank);
    }

    @Test
    void onTheWayForwardTheFirstLayerIsTheCulprit() {
        Scalars scalars = new Scalars().with(Series.LOSS, Double.NaN);
        assertThat(judge(0, scalars, layers(LayerSeries.ACTIVATION_NONFINITE, 0, 5, 5))
                        .layer())
                .isEqualTo(1);
    }

    @Test
    void onTheWayBackTheLastLayerIsTheCulprit() {
        Scalars scalars = new Scalars().with(Series.LOSS, 2).with(Series.GRAD_NORM, Double.NaN);
        assertThat(judge(0, scalars, layers(LayerSeries.GRAD_NONFINITE, 7, 7, 0))
                        .layer())
                .isEqualTo(1);
    }

    private static Judgement.Firing judge(int rank, Scalars scalars, LayerColumns layers) {
        StepReading reading = new StepReading(0, rank, 9, 0, false, false, scalars, Map.of(), layers);
        RunContext run = new RunContext(Play.FACTS);
        return (Judgement.Firing) DETECTOR.judge(DETECTOR.remember(), run, gathered(reading));
    }

    private static GatheredStep gathered(StepReading reading) {
        GatheredStep step = new GatheredStep();
        step.begin(reading.step(), reading.timeMillis(), false);
        step.add(reading);
        return step;
    }

    private static LayerColumns layers(LayerSeries series, float... values) {
        float[][] columns = new float[LayerSeries.values().length][];
        columns[series.ordinal()] = values;
        return LayerColumns.of(columns);
    }
}
