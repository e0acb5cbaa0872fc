package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlateauMidTest {
    private static final PlateauMid DETECTOR = new PlateauMid(PlateauMid.Params.DEFAULT);
    private static final JobFacts PLANNED = Play.facts("classification", "cross_entropy", 10, 600, false);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a rate cut long before the end freezes the loss | 2.3>1.6x150 1.6~0.03x250  | 0.1x150 0.0001        | 0.003x150 3e-6  | fires
            a rate never lowered keeps the loss on a floor  | 2.3>1x60 1~0.1x300        | 0.1                   | 0.02            | fires
            a converged run with small updates is well      | 2.3>1x60 1~0.1x300        | 0.1                   | 0.002           | well
            a run that still falls is well                  | 2.3>0.5x400               | 0.1                   | 0.02            | well
            a run close to zero is done                     | 2.3>0.05x60 0.05~0.1x300  | 0.1                   | 0.02            | well
            a step decay of a low loss is well              | 2.3>0.1x200 0.1~0.1x200   | 0.1x200 0.001         | 0.002x200 2e-5  | well
            the flat end of a plan is well                  | 2.3>1x540 1~0.02x60       | 0.1x540 0.0001        | 0.003x540 3e-6  | well
            a glitch in the rate does not make it small     | 2.3>1x60 1~0.02x300       | 0.01x60 1x3 0.01      | 0.002           | well
            a warm restart is no steady rate                | 2.3>1x60 1~0.02x300       | 0.1>0.01x50 0.1>0.01x50 0.1>0.01x50 0.1>0.01x50 0.1>0.01x50 0.1>0.01x50 0.1>0.01x60 | 0.02 | well
            swings are another illness                      | 2.3>1x60 1~0.9x300        | 0.1                   | 0.05            | well
            """)
    void judges(String story, String losses, String rates, String ratios, String outcome) {
        String marks = Play.of(Series.LOSS, losses)
                .with(Series.LEARNING_RATE, rates)
                .updateRatio(ratios)
                .facts(PLANNED)
                .marks(DETECTOR);
        assertThat(marks.contains("F") ? "fires" : "well").as(marks).isEqualTo(outcome);
    }

    @Test
    void withoutUpdatesAFlatLossExplainsNothing() {
        assertThat(Play.of(Series.LOSS, "2.3>1x60 1~0.02x300").facts(PLANNED).marks(DETECTOR))
                .doesNotContain("F");
    }

    @Test
    void aPlateauFromTheStartIsNoneInTheMiddle() {
        Play play = Play.of(Series.LOSS, "2.3~0.01x400").updateRatio("0.02").facts(PLANNED);
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void itBeginsWhereTheFlatHalfBegins() {
        Play play =
                Play.of(Series.LOSS, "2.3>1x60 1~0.02x300").updateRatio("0.02").facts(PLANNED);
        Judgement.Firing first = play.judgements(DETECTOR).stream()
                .filter(Judgement.Firing.class::isInstance)
                .map(Judgement.Firing.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(first.firstStep()).isBetween(60L, 120L);
    }
}
