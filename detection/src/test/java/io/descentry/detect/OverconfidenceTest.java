package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverconfidenceTest {
    private static final Overconfidence DETECTOR = new Overconfidence(Overconfidence.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            both get better                                | 2 1.5 1.2 1 0.9 0.8 0.7 0.6     | 0.3 0.5 0.6 0.7 0.8 0.8 0.9 0.9         | 2>0.1x8 | ?3 .5
            the loss rises and the accuracy stays          | 2 0.5 0.5 0.6 0.7 0.8 0.9 1 1.1 1.2 1.3 | 0.3 0.8x10                         | 2>0.1x11 | ?2 .7 F2
            the loss rises and the accuracy rises          | 2 0.5 0.5 0.6 0.7 0.8 0.9 1 1.1 1.2 1.3 | 0.3 0.8 0.8 0.81 0.82 0.83 0.84 0.84 0.85 0.85 0.86 | 2>0.1x11 | ?2 .7 F2
            the accuracy falls: then answers get worse     | 2 0.5 0.5 0.6 0.7 0.8 0.9 1 1.1 1.2 1.3 | 0.3 0.8 0.8 0.78 0.75 0.72 0.7 0.68 0.66 0.64 0.62 | 2>0.1x11 | ?2 .9
            a training loss that rises is a worse model    | 2 0.5 0.5 0.6 0.7 0.8 0.9 1 1.1 1.2 1.3 | 0.3 0.8x10 | 2>0.5x2 0.5>2x9 | ?2 .9
            what never beat guessing is not sure of a thing| 2.4 2.4 2.5 2.9 3.3 3.7 4 4.2   | 0.1x8                                   | 2>0.1x8 | ? .7
            a noisy validation set is clear                | 2 0.5 0.7 0.5 0.7 0.6 0.7 0.65 0.7 | 0.3 0.8x8                            | 2>0.1x9 | ?2 .7
            without an accuracy nothing is said            | 2 0.5 0.5 0.6 0.7 0.8 0.9 1 1.1 | -                                       | 2>0.1x9 | ?9
            """)
    void judges(String story, String losses, String accuracies, String training, String marks) {
        assertThat(Play.marks(Play.evaluations(DETECTOR, losses, training, accuracies, "-", Play.FACTS)))
                .isEqualTo(marks);
    }

    @Test
    void itBeginsAtTheLowestLoss() {
        var judgements = Play.evaluations(
                DETECTOR, "2 0.5 0.5 0.6 0.7 0.8 0.9 1 1.1 1.2 1.3", "2>0.1x11", "0.3 0.8x10", "-", Play.FACTS);
        assertThat((Judgement.Firing) judgements.get(10)).returns(20L, Judgement.Firing::firstStep);
    }
}
