package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientExplosionTest {
    private static final GradientExplosion DETECTOR = new GradientExplosion(GradientExplosion.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a steady norm is clear                          | 1~0.3x80              | 0.001x80            | w32 .48
            a net that explodes at its first step           | 9000 50 5x10          | 0.5 0.01 0.001x10   | F w11
            a recurrent net that jumps now and then         | 3 1e5 3x6 2e4 3x3     | 0.001 1 0.001x6 1 0.001x3 | w F w6 F w3
            a large norm that moves little is a large loss  | 9000x40               | 0.01x40             | w32 .8
            a small norm that moves much is a high rate     | 1x40                  | 0.9x40              | w32 .8
            a leap far above level and start fires          | 1x40 60 1x5           | 0.001x40 0.1 0.001x5| w32 .8 F .5
            a leap that did no harm is clear                | 1x40 60 1x5           | 0.001x46            | w32 .14
            a sheer leap fires all the same                 | 1x40 200 1x5          | 0.001x46            | w32 .8 F .5
            a leap below the norms of the start is clear    | 50x16 1x64 60 1x5     | 0.01x80 0.1 0.01x5  | w32 .54
            norms of tiny batches have long tails           | 1~0.5x40 6 1~0.5x20 9 1~0.5x20 | 0.003x82      | w32 .50
            a warm restart makes them several times larger  | 1>0.3x60 2>0.3x60     | 0.001x60 0.02x60    | w32 .88
            two players take turns                          | 1x3 8x3 1x3 8x3 1x3 8x3 1x3 8x3 1x3 8x3 1x3 8x3 1x3 8x3 | 0.01x42 | w32 .10
            another stage of a curriculum raises them       | 1~0.2x50 4>1x30       | 0.003x80            | w32 .48
            NaN is for another detector                     | 1x40 NaN 1            | 0.001x42            | w32 .8 ? .
            a norm of zero is small, not an error           | 1x40 0x3 1            | 0.001x44            | w32 .12
            a regime that lasts becomes the level           | 1x40 60x60            | 0.1x100             | w32 .8 F50 w10
            """)
    void judges(String story, String norms, String ratios, String marks) {
        assertThat(Play.of(Series.GRAD_NORM, norms).updateRatio(ratios).marks(DETECTOR))
                .isEqualTo(marks);
    }

    @Test
    void aClippedExplosionDoesNoHarm() {
        assertThat(Play.of(Series.GRAD_NORM, "1x40 1e6 1x3").clipped().marks(DETECTOR))
                .isEqualTo("w32 .12");
    }

    @Test
    void withoutLayerStatisticsALeapIsEnough() {
        assertThat(Play.of(Series.GRAD_NORM, "1x40 60 1x3").marks(DETECTOR)).isEqualTo("w32 .8 F .3");
    }

    @Test
    void aSkippedStepIsNotJudged() {
        Play play = Play.of(Series.GRAD_NORM, "1x40 1e6 1x3")
                .with(Series.LOSS, "1x44")
                .skipped("0x40 1 0x3");
        assertThat(play.marks(DETECTOR)).isEqualTo("w32 .8 ? .3");
    }

    @Test
    void aLeapNoLargerThanThatOfTheLossIsItsShadow() {
        Play play = Play.of(Series.GRAD_NORM, "1x200 45 1x3").updateRatio("0.001x200 0.1 0.001x3");
        assertThat(play.with(Series.LOSS, "1x204").marks(DETECTOR)).contains("F");
        assertThat(play.with(Series.LOSS, "1x200 60 1x3").marks(DETECTOR)).doesNotContain("F");
    }
}
