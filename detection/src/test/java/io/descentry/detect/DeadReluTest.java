package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadReluTest {
    private static final DeadRelu DETECTOR = new DeadRelu(DeadRelu.Params.DEFAULT);

    private static Play play(String activation, String losses, String... zeros) {
        List<JobFacts.Layer> layers = List.of(
                new JobFacts.Layer("fc1", "linear", activation, false),
                new JobFacts.Layer("fc2", "linear", activation, false));
        return Play.of(Series.LOSS, losses)
                .column(LayerSeries.ACTIVATION_ZERO_FRACTION, zeros)
                .facts(Play.facts("classification", "cross_entropy", 10, -1, layers));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            half of the outputs are zero in healthy nets      | relu       | 2.3>0.1x100     | 0.5~0.1x100      | .100
            nine tenths may be zero as well                   | relu       | 2.3x100         | 0.9~0.01x100     | .100
            a sparse layer of a net that learns is well       | relu       | 2.3>0.1x100     | 0.5x10 0.99x90   | .100
            a batch that wakes no unit is none                | relu       | 2.3x100         | 0.5x50 1 0.5x49  | .100
            a layer that wakes again was not dead             | relu       | 2.3x100         | 0.5x50 1x15 0.5x35 | .100
            a layer that dies stays dead                      | relu       | 2.3>1x50 2.4x50 | 0.5x50 1x50      | .65 F35
            a layer is dead from the start                    | relu       | 2.3x50          | 1x50             | .15 F35
            next to nothing comes out and nothing is learnt   | relu       | 2.3x50          | 0.5x10 0.99~0.002x40 | .25 F25
            a dead layer counts even if others learn round it | relu       | 2.3>0.1x50      | 1x50             | .15 F35
            it is over when units fire again                  | relu       | 2.3x60          | 1x30 0.6x30      | .15 F15 .30
            another activation has no dead units              | leaky_relu | 2.3x50          | 1x50             | .50
            what is not measured says nothing                 | relu       | 2.3x50          | -1x50            | .50
            """)
    void judges(String story, String activation, String losses, String zeros, String marks) {
        assertThat(play(activation, losses, "0.5", zeros).marks(DETECTOR)).isEqualTo(marks);
    }

    @Test
    void theLayerThatDiedFirstIsNamedWithTheStepWhereItDid() {
        Play play = play("relu", "2.3x60", "0.5x20 1x40", "0.5x12 1x48");
        Judgement.Firing last = (Judgement.Firing) play.judgements(DETECTOR).get(59);
        assertThat(last.subject()).isEqualTo("layer:fc2");
        assertThat(last.layer()).isEqualTo(1);
        assertThat(last.firstStep()).isEqualTo(12);
        assertThat(last.evidence().get(0).text()).contains("fc2, the first of 2 such layers");
    }

    @Test
    void stepsThatLossScalingSkippedAreNotJudged() {
        Play play = play("relu", "2.3x40", "1x40", "1x40").skipped("0x10 1x5 0x25");
        assertThat(play.marks(DETECTOR)).isEqualTo(".10 ?5 .5 F20");
    }
}
