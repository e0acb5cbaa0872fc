package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.Series;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegularizationDominatesTest {
    private static final RegularizationDominates DETECTOR =
            new RegularizationDominates(RegularizationDominates.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a moderate penalty beside data that are learnt is clear            | 1.1>0.004~0.1x200   | 0.01>0.027x200  | ?15 .185
            a large penalty that hardly moves while data are learnt is clear   | 4.6>0.5~0.05x400    | 9>8.9x400       | ?15 .385
            a large penalty that falls with the data is clear                  | 4.6>0.5~0.05x100    | 9>5x100         | ?15 .85
            a penalty that grows while nothing is learnt yet is clear          | 2.3~0.05x100        | 0.01>0.2x100    | ?15 .85
            a small penalty on a floor is clear                                | 0.5~0.1x300         | 0.1x300         | ?15 .285
            a penalty that takes the run for itself fires                      | 2.3~0.05x100        | 7>0.1x100       | ?15 .4 F81
            and so does one that falls slowly for it is far above              | 1.2~0.2x100         | 23>18x100       | ?15 .6 F79
            one that stands above data that are not learnt fires in the end    | 2.3~0.05x200        | 9x200           | ?15 .116 F69
            it ends once the data are learnt                                   | 2.3x50 2.3>0.5x150  | 7>0.1x50 0.1x150 | ?15 .4 F107 .74
            one that is not positive is not judged                             | -3~0.1x60           | 7>1x60          | ?60
            """)
    void judges(String story, String data, String penalty, String marks) {
        Play play = Play.of(Series.LOSS, "1").term("data", data).term("l2_regularization", penalty);
        assertThat(play.marks(DETECTOR)).isEqualTo(marks);
    }

    @Test
    void namesThePenalty() {
        List<Judgement> answers = Play.of(Series.LOSS, "1")
                .term("data", "2.3x40")
                .term("weight_decay", "7>1x40")
                .judgements(DETECTOR);
        assertThat(answers.get(39)).isInstanceOfSatisfying(Judgement.Firing.class, firing -> {
            assertThat(firing.subject()).isEqualTo("loss_term:weight_decay");
            assertThat(firing.firstStep()).isLessThan(20);
        });
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            box regression is no penalty        | loss_cls       | loss_box_reg
            divergence from a prior is none     | reconstruction | kl
            two players have none               | discriminator  | gradient_penalty
            """)
    void looksAtPenaltiesAlone(String story, String one, String other) {
        Play play = Play.of(Series.LOSS, "1").term(one, "2.3x100").term(other, "7>0.1x100");
        assertThat(play.marks(DETECTOR)).isEqualTo("?100");
    }
}
