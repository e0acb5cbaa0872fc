package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassImbalanceTest {
    private static final ClassImbalance DETECTOR = new ClassImbalance(ClassImbalance.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            two classes of 37 and 63 % are clear         | 2  | 32 | 0.64~0.1x100          | ?15 .85
            two of 20 and 80 % are clear                 | 2  | 32 | 0.48~0.2x100          | ?15 .85
            ten balanced classes are clear               | 10 | 32 | 2.1~0.03x100          | ?15 .85
            ten in batches of four are clear             | 10 | 4  | 1.2~0.2x200           | ?124 .76
            two in batches of two are clear              | 2  | 2  | 0.33~0.1x300          | ?249 .51
            two of ten, a curriculum, are clear          | 10 | 32 | 0.65~0.05x100         | ?15 .85
            3 % of the rarer class fire                  | 2  | 32 | 0.12~0.5x100          | ?15 F85
            95 % of one class of ten fire                | 10 | 32 | 0.23~0.5x100          | ?15 F85
            one class and no other is another illness    | 10 | 32 | 0x60                  | ?60
            it ends once batches are balanced            | 2  | 32 | 0.12~0.5x50 0.65~0.05x100 | ?15 F74 .61
            """)
    void judges(String story, int classes, int batch, String entropies, String marks) {
        JobFacts facts =
                Described.job("classification").classes(classes).batch(batch).facts();
        assertThat(Play.of(Series.LABEL_ENTROPY, entropies).facts(facts).marks(DETECTOR))
                .isEqualTo(marks);
    }

    @Test
    void aSortedSetIsAnotherIllness() {
        JobFacts facts = Described.job("classification").classes(10).batch(32).facts();
        String sorted = "0x4 0.5 0x3 0.68 0x3 0.6 0x4 0.69 0x4 0.4 0x3 0.3 ".repeat(10);
        assertThat(Play.of(Series.LABEL_ENTROPY, sorted).facts(facts).marks(DETECTOR))
                .doesNotContain("F");
    }

    @Test
    void tokensAreSkewedByNature() {
        JobFacts facts = Described.job("language_model").classes(85).batch(16).facts();
        assertThat(Play.of(Series.LABEL_ENTROPY, "0.2x100").facts(facts).marks(DETECTOR))
                .isEqualTo("?100");
    }
}
