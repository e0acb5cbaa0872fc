package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelMisalignmentTest {
    private static final LabelMisalignment DETECTOR = new LabelMisalignment(LabelMisalignment.Params.DEFAULT);

    /** Ten classes: guessing costs 2.303. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            both are learnt                                 | 2.3 1.8 1.2 0.8 0.6 0.5 0.5 0.5 | 2.3 1.7 1.1 0.6 0.3 0.2 0.1 0.05    | .8
            training is learnt, validation never            | 2.3 2.4 2.6 3 3.5 4 4.5 5       | 2.3 2 1.5 1.1 0.7 0.4 0.2 0.1       | .6 F2
            what was learnt first and lost is overfitting   | 2.3 1.5 1.2 1.6 2.4 3 3.6 4     | 2.3 1.5 1 0.6 0.3 0.2 0.1 0.05      | .8
            neither is learnt                               | 2.3x8                           | 2.3x8                               | .8
            a curriculum's first stage is not learnt at all | 2.3 2.4 2.6 3 3.3 1.5 1 0.7     | 2.3 1.9 1.8 1.7 1.6 1.5 1 0.7       | .8
            statistics that lag behind for an evaluation    | 2.3 3 1 0.8 0.6 0.5 0.5 0.5     | 2.3 1 0.8 0.6 0.4 0.3 0.2 0.2       | .8
            a validation loss that stays at guessing        | 2.3x8                           | 2.3 2 1.5 1.1 0.7 0.4 0.2 0.1       | .8
            one that was never near guessing is ill otherwise | 9 9 9 12 14 16 16 16          | 2.3 2 1.5 1.1 0.7 0.4 0.2 0.1       | .8
            NaN is for another detector                     | 2.3 NaN 2.4                     | 2.3 2 1.9                           | . ? .
            """)
    void judges(String story, String validation, String training, String marks) {
        assertThat(Play.evals(DETECTOR, validation, training)).isEqualTo(marks);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            without classes guessing costs nobody knows what | mse           | 0
            an unknown vocabulary                            | cross_entropy | 0
            """)
    void nothingIsSaidWhereGuessingIsNotKnown(String story, String lossKind, int classes) {
        JobFacts facts = Play.facts("regression", lossKind, classes, -1, false);
        assertThat(Play.marks(Play.evaluations(DETECTOR, "2.3 2.5 3 3.5 4 5", "2 1 0.5 0.3 0.1 0.1", "-", "-", facts)))
                .isEqualTo("?6");
    }
}
