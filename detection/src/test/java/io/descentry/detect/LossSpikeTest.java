package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossSpikeTest {
    private static final LossSpike DETECTOR = new LossSpike(LossSpike.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a steady loss is clear                        | 2x100                          | w64 .36
            nothing fires while the level is learnt       | 2x40 40 2x40                   | w64 .17
            one huge leap fires at once                   | 2~0.01x80 20 2x9               | w64 .16 F .9
            a spike that decays fires as well             | 2~0.05x80 4 3.4 2.7 2.6 2x6    | w64 .18 F2 .6
            a leap by half alone is an unusual batch      | 2~0.01x80 3.2 2x9              | w64 .26
            the third leap by half in four fires          | 2~0.01x80 3.2x3 2x7            | w64 .18 F .7
            leaps with a good batch between them count    | 2~0.01x80 3.2x2 2 3.2 2x6      | w64 .19 F .6
            a noise burst within the scale is clear       | 2~0.1x80 2.6x4 2x6             | w64 .26
            small batches are noisy and clear             | 1~0.3x160                      | w64 .96
            a falling loss is clear                       | 4>1x160                        | w64 .96
            a loss that ends near zero may multiply       | 2>0.0001x100 0.001x10          | w64 .46
            a loss near zero that falls ever slower is clear | 1>0.0002x80 0.0002x20        | w64 .36
            a drop, as by a lower rate, is clear          | 2~0.02x80 0.5~0.02x20          | w64 .36
            NaN is for another detector                   | 2x80 NaNx3 2x3                 | w64 .16 ?3 .3
            a loss that is not measured is not judged     | 2x80 -x3 2x3                   | w64 .16 ?3 .3
            a shift by a seventh, as of new data, is clear | 2.04~0.005x80 2.38x2 2.33x18 | w64 .36
            a loss that multiplies at every step runs away | 1~0.1x80 2.5 10 90            | w64 .17 ?2
            a level that stays becomes the new level      | 2~0.01x80 20x51 20x3           | w64 .16 F50 w4
            a climbing loss has no level to leap from     | 2>1e9x120                      | w64 ?56
            a negative loss may leap as well              | -2~0.01x80 30 -2x9             | w64 .16 F .9
            infinities in warm-up leave the level alone   | 2x20 Infx3 2x60                | w20 ?3 w43 .17
            """)
    void judges(String story, String losses, String marks) {
        assertThat(Play.of(Series.LOSS, losses).marks(DETECTOR)).isEqualTo(marks);
    }

    @Test
    void newDataInACurriculumTeachNewLevels() {
        Play play = Play.of(Series.LOSS, "0.02~0.2x100 2.5>0.3x60").with(Series.EPOCH, "1>16x100 0x60");
        assertThat(play.marks(DETECTOR)).isEqualTo("w64 .36 w48 .12");
    }

    @Test
    void otherInputsThatStayAreOtherData() {
        Play play =
                Play.of(Series.LOSS, "0.05~0.2x100 1.2~0.1x60").with(Series.INPUT_STD, "0.27~0.02x100 0.57~0.02x60");
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void aCorruptBatchIsToldWhenTheNextOneIsSound() {
        Play play =
                Play.of(Series.LOSS, "0.5~0.05x100 9 0.5~0.05x30").with(Series.INPUT_STD, "1~0.02x100 25 1~0.02x30");
        var judgements = play.judgements(DETECTOR);
        assertThat(judgements.get(100)).isInstanceOf(Judgement.Abstaining.class);
        assertThat(judgements.get(101))
                .isInstanceOfSatisfying(
                        Judgement.Firing.class,
                        firing -> assertThat(firing).returns(100L, Judgement.Firing::firstStep));
    }

    @Test
    void rewardsCrossZeroAndThatIsNoLeap() {
        Play play = Play.of(Series.LOSS, "-0.2~0.3x100 0.001 -0.2~0.3x50 0.01 -0.2~0.3x20")
                .facts(Play.facts("reinforcement", "policy_gradient", 0, -1, false));
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void aSmallerBatchTeachesItsOwnNoise() {
        Play play = Play.of(Series.LOSS, "2~0.01x100 2~0.2x60").with(Series.BATCH_SIZE, "256x100 4x60");
        assertThat(play.marks(DETECTOR)).isEqualTo("w64 .38 w48 .10");
    }

    @Test
    void aShortLastBatchIsNoChange() {
        Play play = Play.of(Series.LOSS, "2~0.01x100").with(Series.BATCH_SIZE, "256x79 4 256x20");
        assertThat(play.marks(DETECTOR)).isEqualTo("w64 .36");
    }

    @Test
    void saysWhatItExpected() {
        var fired = (Judgement.Firing)
                Play.of(Series.LOSS, "2x80 20").judgements(DETECTOR).get(80);
        Evidence evidence = fired.evidence().get(0);
        assertThat(evidence.observed()).isEqualTo(20);
        assertThat(evidence.expected()).isCloseTo(2, org.assertj.core.data.Offset.offset(5e-3));
        assertThat(evidence.bar()).isBetween(2.3, 2.5);
    }
}
