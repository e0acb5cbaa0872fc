package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadInitialLossTest {
    private static final BadInitialLoss DETECTOR = new BadInitialLoss(BadInitialLoss.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a fresh net guesses                             | cross_entropy | 10    | 2.3>1x20           | ?2 .18
            noise of small batches is healthy               | cross_entropy | 2     | 1.2 0.9 1 0.8x17   | ?2 .18
            a pre-trained net begins below chance           | cross_entropy | 10    | 0.4>0.1x20         | ?2 .18
            a language model leaves its high start at once  | cross_entropy | 50257 | 22.6 12 9.8 9x17   | ?2 .18
            the first update may be a blow                  | cross_entropy | 2     | 0.9 4.2 1.8 1.1x17 | ?2 .18
            a blow that is seen in the first loss is none   | cross_entropy | 10    | 12 2.3 2.2x18      | ?2 .18
            a net that is sure and wrong                    | cross_entropy | 10    | 12 10 9 4x5 2.4 2x11 | ?2 F7 .11
            sums over yes and no have their chance as well  | bce           | -1    | 5x10 0.6x10        | ?2 F8 .10
            the scale of distances is not known             | mse           | -1    | 500x20             | ?2 .18
            nor are classes that nobody told                | cross_entropy | -1    | 500x20             | ?2 .18
            a first loss that is not finite is non_finite   | cross_entropy | 10    | Inf 20x19          | ? .19
            """)
    void judges(String story, String lossKind, int classes, String losses, String marks) {
        Play play = Play.of(Series.LOSS, losses).facts(Play.facts("classification", lossKind, classes, -1, false));
        assertThat(play.marks(DETECTOR)).isEqualTo(marks);
    }

    @Test
    void aPenaltyIsNoPartOfIt() {
        Play play = Play.of(Series.LOSS, "9.3x20").term("data", "2.3x20").term("regularization", "7x20");
        assertThat(play.marks(DETECTOR)).isEqualTo("?2 .18");
    }

    @Test
    void severalObjectivesHaveNoChanceInCommon() {
        Play play = Play.of(Series.LOSS, "26x20").term("task_a", "2.3x20").term("task_b", "24x20");
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void twoPlayersAddTheirLosses() {
        JobFacts gan = Play.facts("gan", "bce", -1, -1, false);
        assertThat(Play.of(Series.LOSS, "2.1x20").facts(gan).marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void aRunThatGoesOnIsNotFresh() {
        assertThat(Play.of(Series.LOSS, "12x20").from(400).marks(DETECTOR)).isEqualTo(".20");
    }

    @Test
    void aSumInPlaceOfAMeanIsOnlyTold() {
        Play play = Play.of(Series.LOSS, "73x20").with(Series.BATCH_SIZE, "32");
        assertThat(((Judgement.Firing) play.judgements(DETECTOR).get(2)).severity())
                .isEqualTo(Severity.INFO);
    }

    @ParameterizedTest(name = "a largest probability of {0} is {1}")
    @CsvSource({"0.9, WARNING", "0.12, INFO"})
    void aNetThatIsNotSureHasAnotherReason(String probability, Severity severity) {
        Play play = Play.of(Series.LOSS, "12x20").with(Series.MEAN_MAX_PROBABILITY, probability);
        Judgement.Firing firing = (Judgement.Firing) play.judgements(DETECTOR).get(2);
        assertThat(firing.severity()).isEqualTo(severity);
        assertThat(firing.firstStep()).isZero();
    }
}
