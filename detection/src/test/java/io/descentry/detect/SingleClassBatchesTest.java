package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SingleClassBatchesTest {
    private static final SingleClassBatches DETECTOR = new SingleClassBatches(SingleClassBatches.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            mixed batches are clear                       | 2.1~0.03x100                        | .100
            a curriculum of fewer classes is clear        | 0.65~0.05x50 2.1~0.03x50            | .100
            and one that goes back to two is clear        | 2.1~0.03x100 0.65~0.05x50           | .150
            a skewed set is clear                         | 0x3 0.14x2 0 0.23 0x4 0.14x3 0 0.31 0x3 0.14 0x2 0.14x3 | .25
            one batch of one class is clear               | 2.1~0.03x100 0 2.1~0.03x50          | .151
            sorted from the start fires                   | 0x4 0.5 0x3 0.68 0x3 0.6 0x10       | .7 F16
            nothing but one class in a batch fires        | 0x40                                | .15 F25
            shuffling that is lost fires                  | 2.1~0.03x100 0x4 0.6 0x5            | .103 F7
            and ends after it came back                   | 2.1~0.03x100 0x6 2.1~0.03x50        | .103 F17 .36
            what is not measured is not judged            | -x10                                | ?10
            """)
    void judges(String story, String entropy, String marks) {
        assertThat(play(entropy, "32").marks(DETECTOR)).isEqualTo(marks);
    }

    @Test
    void tinyBatchesHoldOneClassNowAndThen() {
        String chance = "0.69x3 0.56x4 0 0.69x2 0.56x3 0x2 0.56x5 ".repeat(20);
        assertThat(play(chance, "4").marks(DETECTOR)).isEqualTo(".400");
    }

    @Test
    void theRestOfAnEpochIsNoBatch() {
        String sizes = "32x20 1 ".repeat(20);
        String entropies = "2.1x20 0 ".repeat(20);
        assertThat(play(entropies, sizes).marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void aReplicaWithASingleSampleHasOneClass() {
        Play play = Play.of(Series.LABEL_ENTROPY, "0x600")
                .facts(Described.job("classification")
                        .classes(10)
                        .batch(8)
                        .world(8)
                        .facts());
        assertThat(play.marks(DETECTOR)).isEqualTo(".600");
    }

    @Test
    void tokensAreNoClasses() {
        Play play = Play.of(Series.LABEL_ENTROPY, "0x60")
                .facts(Described.job("language_model").facts());
        assertThat(play.marks(DETECTOR)).isEqualTo("?60");
    }

    private static Play play(String entropies, String sizes) {
        return Play.of(Series.LABEL_ENTROPY, entropies)
                .with(Series.BATCH_SIZE, sizes)
                .facts(Described.job("classification").classes(10).facts());
    }
}
