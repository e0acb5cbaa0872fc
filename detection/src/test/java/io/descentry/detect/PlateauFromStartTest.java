package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlateauFromStartTest {
    private static final PlateauFromStart DETECTOR = new PlateauFromStart(PlateauFromStart.Params.DEFAULT);
    private static final JobFacts PLANNED = Play.facts("classification", "cross_entropy", 10, 300, false);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            at chance after half of the plan fires       | 2.3~0.01x160                 | ?149 F11
            a loss that falls is clear                   | 2.3>0.3x160                  | ?149 .11
            a slow but steady fall is clear              | 2.3>2.1x160                  | ?149 .11
            a flat start that then learns is clear       | 2.3~0.005x90 2.3>1x70        | ?149 .11
            it ends when the loss has clearly fallen     | 2.3~0.005x150 2.3>0.5x100    | ?149 F23 .78
            what was learnt and lost again is clear      | 2.3>0.5x60 2.3~0.005x100     | ?149 .11
            a converged floor is clear                   | 2.3>0.1x50 0.1~0.1x110       | ?149 .11
            a run that began taught may stand            | 0.5~0.01x160                 | ?149 .11
            swings are no plateau                        | 2.3~0.4x160                  | ?149 .11
            """)
    void judges(String story, String losses, String marks) {
        assertThat(Play.of(Series.LOSS, losses).facts(PLANNED).marks(DETECTOR)).isEqualTo(marks);
    }

    @Test
    void withoutAPlanItWaitsLonger() {
        assertThat(Play.of(Series.LOSS, "2.3~0.01x600").marks(DETECTOR)).isEqualTo("?511 F89");
    }

    @Test
    void onePointAnEpochIsEnoughIfFewAreToCome() {
        JobFacts few = Play.facts("classification", "cross_entropy", 2, 28, false);
        assertThat(Play.of(Series.LOSS, "0.694~0.001x28").facts(few).marks(DETECTOR))
                .isEqualTo("?13 F15");
    }

    @Test
    void aFlatLossThatOnlyTremblesStaysOneEpisode() {
        Play play = Play.of(Series.LOSS, "2.3~0.02x2000");
        assertThat(play.marks(DETECTOR)).matches("\\?511 (\\.\\d+ )?F\\d+");
    }

    @Test
    void twoPlayersNeedNotFall() {
        JobFacts gan = Play.facts("gan", "bce", 2, 300, false);
        assertThat(Play.of(Series.LOSS, "1.4~0.01x200").facts(gan).marks(DETECTOR))
                .isEqualTo("?200");
    }
}
