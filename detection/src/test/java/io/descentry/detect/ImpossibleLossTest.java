package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImpossibleLossTest {
    private static final ImpossibleLoss DETECTOR = new ImpossibleLoss(ImpossibleLoss.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a converged loss is above zero                    | cross_entropy  | 2>1e-9x60               | .60
            an exact zero is possible                         | cross_entropy  | 2>1e-3x40 0x20          | .60
            rounding below zero is possible                   | BCEWithLogits  | -1e-7x60                | .60
            two values below zero may be a slip               | mse            | 1x20 -1x2 1x38          | .60
            a cross-entropy below zero is not                 | cross-entropy  | 2x20 -0.1x40            | .22 F38
            nor is a distance                                 | mse            | -1x20                   | .2 F18
            it is over when the loss is possible again        | mse            | -1x10 1x10              | .2 F8 .10
            a divergence that falls below zero is none        | kl             | -0.3~0.1x60             | .2 ?13 F45
            nor is one that is far below it                   | kl_div         | -1>-3x60                | .2 ?13 F45
            a likelihood of classes is fed no logarithms      | nll            | -0.3>-0.9x60            | .2 F58
            a likelihood of continuous values may be negative | gaussian_nll   | -3x60                   | ?60
            and so may a similarity                           | contrastive    | -0.9x60                 | ?60
            a loss of which nothing is known is not judged    | ''             | -0.9x60                 | ?60
            """)
    void judges(String story, String lossKind, String losses, String marks) {
        Play play = Play.of(Series.LOSS, losses).facts(Play.facts("classification", lossKind, 10, -1, false));
        assertThat(play.marks(DETECTOR)).isEqualTo(marks);
    }

    @Test
    void aSampledDivergenceIsBelowZeroByNoise() {
        Play play = Play.of(Series.LOSS, "0.02~3x2000").facts(Play.facts("classification", "kl", 10, -1, false));
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void aBonusThatIsSubtractedMayPutTheSumBelowZero() {
        Play play = Play.of(Series.LOSS, "-0.5x20").term("data", "0.5x20").term("regularization", "-1x20");
        assertThat(play.marks(DETECTOR)).isEqualTo(".20");
    }

    @Test
    void severalObjectivesHaveNoBoundInCommon() {
        Play play = Play.of(Series.LOSS, "-0.5x20").term("policy", "-1x20").term("value", "0.5x20");
        assertThat(play.marks(DETECTOR)).isEqualTo("?20");
    }
}
