package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateRatioTest {
    private static final UpdateRatioHigh HIGH = new UpdateRatioHigh(UpdateRatioHigh.Params.DEFAULT);
    private static final UpdateRatioLow LOW = new UpdateRatioLow(UpdateRatioLow.Params.DEFAULT);

    private static Play play(String losses, String rates, String norm, String fc1, String fc2) {
        JobFacts facts = Play.facts(
                "classification",
                "cross_entropy",
                10,
                -1,
                List.of(
                        new JobFacts.Layer("norm", "batchnorm", "none", false),
                        new JobFacts.Layer("fc1", "linear", "relu", false),
                        new JobFacts.Layer("fc2", "linear", "none", false)));
        return Play.of(Series.LOSS, losses)
                .with(Series.LEARNING_RATE, rates)
                .facts(facts)
                .column(LayerSeries.UPDATE_NORM, norm, fc1, fc2)
                .column(LayerSeries.WEIGHT_NORM, "0.1", "1", "1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a healthy share                          | 0.01         | 0.001                 | 0.001~0.5x300              | w64 .236
            a tenth of the weights each step         | 0.01         | 0.001                 | 0.1~0.5x300                | w64 .99 F137
            large at the peak of a warm-up alone     | 0.01         | 0.001                 | 0.001>0.05x64 0.05>0.002x236 | w64 .236
            a burst of large steps                   | 0.01         | 0.001                 | 0.003x100 1x10 0.003x190   | w64 .236
            a layer that begins small                | 0.01         | 0.001                 | 1>0.01x100 0.01x200        | w64 .236
            gains of a norm do not count             | 0.02         | 0.001                 | 0.001x300                  | w64 .236
            """)
    void high(String story, String norm, String fc1, String fc2, String marks) {
        assertThat(play("2.3>0.5x300", "0.1", norm, fc1, fc2).marks(HIGH)).isEqualTo(marks);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a healthy share                        | 2.3>1x300           | 0.1               | 0.001       | 0.001x300             | well
            next to nothing                        | 2.3>2.2x300         | 0.1               | 3e-6        | 3e-6~0.5x300          | fires
            one layer alone                        | 2.3>1x300           | 0.1               | 1e-8~0.5    | 0.001x300             | fires
            a rate that decays to its end          | 2.3>0.5x300         | 0.1>1e-5x300      | 0.001>1e-7x300 | 0.001>1e-7x300     | well
            a step decay                           | 2.3>0.5x300         | 0.1x150 0.0001    | 0.001x150 1e-6 | 0.001x150 1e-6     | well
            converged, with tiny gradients         | 2.3>0.01x60 0.01    | 0.1               | 0.001>1e-6x60 1e-6 | 0.001>1e-6x60 1e-6x240 | well
            a ramp that is under way               | 2.3~0.01x300        | 1e-6>1e-2x300     | 1e-7>1e-3x300 | 1e-7>1e-3x300       | well
            a warm restart                         | 2.3>0.5x300         | 0.1>1e-5x150 0.1>1e-5x150 | 0.001>1e-7x150 0.001>1e-7x150 | 0.001>1e-7x150 0.001>1e-7x150 | well
            gathered gradients                     | 2.3>1x300           | 0.1               | 0x100 0.001 | 0x100 0.001x200       | well
            a layer that does not move at all      | 2.3>1x300           | 0.1               | 0           | 0.001x300             | well
            """)
    void low(String story, String losses, String rates, String fc1, String fc2, String outcome) {
        String marks = play(losses, rates, fc2, fc1, fc2).marks(LOW);
        assertThat(marks.contains("F") ? "fires" : "well").as(marks).isEqualTo(outcome);
    }
}
