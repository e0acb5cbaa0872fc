package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnderfittingTest {
    private static final Underfitting DETECTOR = new Underfitting(Underfitting.Params.DEFAULT);
    private static final JobFacts PLANNED = Play.facts("classification", "cross_entropy", 10, 800, false);

    /** One evaluation every ten steps of 800. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a model that learns is clear                    | 2.3>0.1x80                 | 2.3>0.1x80                 | ?47 .33
            one that stays near guessing fires late         | 2.3>2x10 2x70              | 2.3>2x10 1.95x70           | ?47 F33
            one that stays at guessing fires as well        | 2.3x80                     | 2.3x80                     | ?47 F33
            a floor half way down is that of the data       | 2.3>1.1x10 1.1x70          | 2.3>1.1x10 1.1x70          | ?47 .33
            one that still falls is clear                   | 2.3>1.6x80                 | 2.3>1.6x80                 | ?47 .33
            a flat start that learns after all is clear     | 2.3x40 2.3>1x40            | 2.3x40 2.3>1x40            | ?47 .33
            a validation loss far above is another illness  | 2.3>2x10 2.6x70            | 2.3>2x10 2x70              | ?47 .33
            a stage of a curriculum is judged by both       | 2.3>2.5x80                 | 2.3>0.1x80                 | ?47 .33
            one that knew something at the start is unclear | 1.5x80                     | 1.5x80                     | ?47 .33
            a divergence is another illness                 | 2.3>90x80                  | 2.3>90x80                  | ?47 .33
            """)
    void judges(String story, String validation, String training, String marks) {
        assertThat(Play.marks(Play.evaluations(DETECTOR, validation, training, "-", "-", PLANNED)))
                .isEqualTo(marks);
    }
}
