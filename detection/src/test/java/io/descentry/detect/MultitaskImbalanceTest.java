package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.Series;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultitaskImbalanceTest {
    private static final MultitaskImbalance DETECTOR = new MultitaskImbalance(MultitaskImbalance.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            two balanced tasks are clear                              | 2.3>0.04~0.1x100 | 0.13>0.005~0.1x100     | ?15 .85
            one learnt task beside one that is not is clear           | 2.3~0.1x100      | 2.3>0.002~0.1x100      | ?15 .85
            a small part that is learnt as well is clear              | 300>20~0.1x100   | 1>0.1~0.1x100          | ?15 .85
            one part that begins high and comes down is clear         | 400>4x30 4x70    | 1.5~0.1x100            | ?15 .85
            a part that is faded in is clear                          | 2.3~0.1x100      | 0.0001>0.5x50 0.5x50   | ?15 .85
            a part that is switched off is clear                      | 2.3~0.1x100      | 0x100                  | ?15 .85
            a part hundreds of times too large fires                  | 300~0.2x100      | 1.1>0.7~0.1x100        | ?15 .24 F61
            one that was weighted to nothing fires soon               | 26>0.03~0.1x100  | 0.00023~0.02x100       | ?15 F85
            it ends once the small part is learnt after all           | 300~0.2x150      | 1.1x60 1.1>0.1~0.1x90  | ?15 .24 F56 .55
            """)
    void judges(String story, String one, String other, String marks) {
        Play play = Play.of(Series.LOSS, "1").term("task_a", one).term("task_b", other);
        assertThat(play.marks(DETECTOR)).isEqualTo(marks);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a divergence from a prior is small by design | reconstruction | kl               | ?15 .85
            so is the balance of experts                 | lm             | router_z_loss    | ?15 .85
            and a penalty                                | data           | regularization   | ?15 .85
            two players are not compared                 | generator      | discriminator    | ?100
            """)
    void comparesTasksAlone(String story, String one, String other, String marks) {
        Play play = Play.of(Series.LOSS, "1").term(one, "300~0.1x100").term(other, "0.01x100");
        assertThat(play.marks(DETECTOR)).isEqualTo(marks);
    }

    @Test
    void namesThePartThatIsNotHeard() {
        List<Judgement> answers = Play.of(Series.LOSS, "1")
                .term("depth", "50000x20")
                .term("segmentation", "2.3x20")
                .term("normals", "900x20")
                .judgements(DETECTOR);
        assertThat(answers.get(19))
                .isInstanceOfSatisfying(
                        Judgement.Firing.class,
                        firing -> assertThat(firing.subject()).isEqualTo("loss_term:segmentation"));
    }
}
