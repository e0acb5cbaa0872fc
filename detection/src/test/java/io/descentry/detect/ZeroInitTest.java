package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZeroInitTest {
    private static final ZeroInit DETECTOR = new ZeroInit(ZeroInit.Params.DEFAULT);

    /** The middle one of three layers, and the update of the last. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a zero branch leaves at the first step    | 0.1>1x100      | 0.1x100      | 0.5          | 0     | 0.01        | false | ?7 .93
            a chain of zero gates needs some steps    | 0x3 0.1>1x97   | 0x3 0.1x97   | 0x3 0.5      | 0     | 0.01        | false | ?7 .93
            zero and without gradient stays           | 0x100          | 0            | 0            | 0     | 0.01        | false | ?7 F93
            also where nothing moves at all           | 0x100          | 0            | 0            | 0     | 0           | false | ?63 F37
            frozen zeros are meant                    | 0x100          | 0            | 0            | 0     | 0.01        | true  | ?7 .93
            an unused layer gets no gradient at all   | 0x100          | 0            | 0            | -1    | 0.01        | false | ?7 .93
            gathered gradients are no zeros           | 0x50 0.1x50    | 0x50 0.1x50  | 0.5          | 0     | 0x50 0.01   | false | ?57 .43
            pruned to zero later on is no start       | 1x50 0x50      | 0.1x50 0x50  | 0.5x50 0     | 0     | 0.01        | false | ?7 .93
            skipped steps do not count                | 0x100          | 0            | 0            | 0     | 0.01        | skip  | ?100
            """)
    void judges(
            String story,
            String weights,
            String updates,
            String gradients,
            String without,
            String head,
            String mode,
            String marks) {
        JobFacts facts = Play.facts(
                "classification",
                "cross_entropy",
                10,
                -1,
                List.of(
                        new JobFacts.Layer("fc1", "linear", "relu", false),
                        new JobFacts.Layer("fc2", "linear", "relu", mode.equals("true")),
                        new JobFacts.Layer("fc3", "linear", "none", false)));
        Play play = Play.of(Series.LOSS, "2.3")
                .facts(facts)
                .skipped(mode.equals("skip") ? "1" : "0")
                .column(LayerSeries.WEIGHT_NORM, "1", weights, "1")
                .column(LayerSeries.UPDATE_NORM, "0", updates, head)
                .column(LayerSeries.GRAD_NORM, "0", gradients, "0.1")
                .column(LayerSeries.GRAD_NONFINITE, "0", without, "0");
        assertThat(play.marks(DETECTOR)).isEqualTo(marks);
    }
}
