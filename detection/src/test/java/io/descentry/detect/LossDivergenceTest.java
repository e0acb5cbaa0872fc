package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossDivergenceTest {
    private static final LossDivergence DETECTOR = new LossDivergence(LossDivergence.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a steady loss is clear                       | 2~0.05x200                   | w15 .185
            a falling loss is clear                      | 4>0.1x200                    | w15 .185
            a loss that grows geometrically fires        | 1.4 1.4x4 1.7>1e6x60         | w15 .19 F31
            a climb far above the start fires            | 2>0.5x60 0.5>20x40 20x10     | w15 .78 F17
            a spike that comes back is none              | 2>0.5x60 30x8 30>0.5x30 0.5x99 | w15 .182
            an oscillation about the start is none       | 2 5 1 6 1.5 4 1.2 6 2 5 1 6 1.5 4 1.2 6 2 5 1 6 1.5 4 1.2 6 | w15 .9
            staying far above the best fires in time     | 2>0.1x60 0.1x100 0.6x200     | w15 .264 F81
            a small batch's noise is clear               | 1~0.4x300                    | w15 .285
            small rises, as of a cyclic rate, are clear  | 2 2>1x50 1>1.2x20 1.2>0.9x50 0.9>1.1x20 1.1>0.8x50 | w15 .176
            NaN is for another detector                  | 2x20 NaNx3 2                 | w15 .5 ?3 .
            """)
    void judges(String story, String losses, String marks) {
        assertThat(Play.of(Series.LOSS, losses).marks(DETECTOR)).isEqualTo(marks);
    }

    @Test
    void newDataInACurriculumStartAfresh() {
        Play play = Play.of(Series.LOSS, "2>0.02x100 1.5x200").with(Series.EPOCH, "1>16x100 0x200");
        assertThat(play.marks(DETECTOR)).isEqualTo("w15 .285");
    }

    @Test
    void batchesOfOneClassEachHaveNoBestLevel() {
        String sorted = "2>1x40 0.05x40 1x200";
        assertThat(Play.of(Series.LOSS, sorted).marks(DETECTOR)).contains("F");
        assertThat(Play.of(Series.LOSS, sorted)
                        .with(Series.LABEL_ENTROPY, "0.05x280")
                        .marks(DETECTOR))
                .doesNotContain("F");
    }
}
