package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientVanishingTest {
    private static final GradientVanishing DETECTOR = new GradientVanishing(GradientVanishing.Params.DEFAULT);

    private static Play play(String losses, String first, String middle, String last, String moves) {
        return play(false, losses, first, middle, last, moves);
    }

    private static Play play(boolean frozen, String losses, String first, String middle, String last, String moves) {
        JobFacts facts = Play.facts(
                "classification",
                "cross_entropy",
                10,
                -1,
                List.of(
                        new JobFacts.Layer("fc1", "linear", "tanh", frozen),
                        new JobFacts.Layer("fc2", "linear", "tanh", false),
                        new JobFacts.Layer("fc3", "linear", "none", false)));
        return Play.of(Series.LOSS, losses)
                .facts(facts)
                .column(LayerSeries.GRAD_NORM, first, middle, last)
                .column(LayerSeries.UPDATE_NORM, moves, "0.001", "0.01")
                .column(LayerSeries.WEIGHT_NORM, "1", "1", "1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            next to nothing arrives and the loss stays       | 2.3~0.02x200             | 1e-6~0.3          | 0.001 | 0.5~0.3  | 1e-8  | fires
            however small the unit of the loss is            | 2.3e-6~0.02x200          | 1e-12~0.3         | 1e-9  | 5e-7~0.3 | 1e-8  | fires
            the last layers learn the mean of the targets    | 4>1x30 1~0.02x200        | 1e-6~0.3          | 0.001 | 0.5~0.3  | 1e-8  | fires
            underflow in front of tiny gradients             | 2.3~0.02x200             | 0                 | 1e-30 | 0.5~0.3  | 0     | fires
            the same with a loss that falls is well          | 2.3>0.5x200              | 1e-6~0.3          | 0.001 | 0.5~0.3  | 1e-4  | well
            noise on the floor of the data is well           | 2.3>0.1x60 0.1~0.1x300   | 1e-6~0.3          | 0.001 | 0.5~0.3  | 1e-4  | well
            a flat start is well while gradients arrive      | 2.3~0.02x300 2.3>0.5x200 | 0.02~0.5          | 0.05  | 0.5~0.5  | 1e-3  | well
            small gradients in all layers are well           | 2.3>0.01x60 0.01x200     | 1e-8              | 2e-8  | 3e-8     | 1e-9  | well
            a dead first layer is another illness            | 2.3~0.02x200             | 0                 | 0.1   | 0.5      | 0     | well
            dead later on is another illness                 | 2.3~0.02x200             | 0.1x90 0x110      | 0.1   | 0.5      | 0     | well
            a burst of large gradients at the end is well    | 2.3~0.02x200             | 0.1               | 0.1   | 0.5x100 1e6x3 0.5 | 1e-3 | well
            saturated later on in a noisy run is another     | 2>0.3x60 0.3~0.2x300     | 0.1x60 1e-6       | 0.001 | 0.5      | 1e-7  | well
            """)
    void judges(String story, String losses, String first, String middle, String last, String moves, String outcome) {
        String marks = play(losses, first, middle, last, moves).marks(DETECTOR);
        assertThat(marks.contains("F") ? "fires" : "well").as(marks).isEqualTo(outcome);
    }

    @Test
    void aFrozenLayerIsNotTheFirst() {
        assertThat(play(true, "2.3~0.02x200", "1e-6", "0.1", "0.5", "0").marks(DETECTOR))
                .doesNotContain("F");
    }

    @Test
    void twoPlayersStandWithoutBeingStuck() {
        Play play = play("2.3~0.02x200", "1e-6", "0.1", "0.5", "1e-8").term("discriminator", "1x200");
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void aRunThatBeginsTaughtIsNotStuck() {
        assertThat(play("0.4~0.02x200", "1e-6", "0.1", "0.5", "1e-4").marks(DETECTOR))
                .doesNotContain("F");
    }

    @Test
    void itNamesTheFirstLayerAndTheFirstStep() {
        Judgement.Firing firing = play("2.3~0.02x200", "1e-6", "0.001", "0.5", "1e-8").judgements(DETECTOR).stream()
                .filter(Judgement.Firing.class::isInstance)
                .map(Judgement.Firing.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(firing.subject()).isEqualTo("layer:fc1");
        assertThat(firing.layer()).isZero();
        assertThat(firing.firstStep()).isZero();
        assertThat(firing.evidence().get(0).series()).isEqualTo("grad_norm of fc1 by that of fc3");
    }
}
