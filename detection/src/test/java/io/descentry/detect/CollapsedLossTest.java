package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollapsedLossTest {
    private static final CollapsedLoss DETECTOR = new CollapsedLoss(CollapsedLoss.Params.DEFAULT);

    private static Play play(String lossKind, String losses) {
        return Play.of(Series.LOSS, losses).facts(Play.facts("classification", lossKind, 10, 1000, false));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a run on the floor of its data is well            | cross_entropy | 2.3>0.01x60 0.01~0.3x60  | ?23 .97
            an easy task may come near to nothing             | cross_entropy | 2.3>4e-4x60 4e-4~0.3x60  | ?23 .97
            single easy batches are none                      | cross_entropy | 2.3>0.01x60 1e-6x10 0.01x50 | ?23 .97
            nothing is left to learn                          | cross_entropy | 2.3>0.01x30 1e-6x50      | ?23 .26 F31
            nothing is asked from the start                   | cross_entropy | 0x40                     | ?23 F17
            it is over when something is to be learnt again   | bce           | 1e-6x40 0.5x40           | ?23 F21 .36
            a distance may be small in its unit               | mse           | 1>1e-9x120               | ?120
            a margin may be kept by all                       | contrastive   | 1x20 0x60                | ?80
            """)
    void judges(String story, String lossKind, String losses, String marks) {
        assertThat(play(lossKind, losses).marks(DETECTOR)).isEqualTo(marks);
    }

    @Test
    void theEndOfARunMayReadNothing() {
        Judgement judgement = play("cross_entropy", "2.3>0.01x600 1e-6x100")
                .judgements(DETECTOR)
                .get(699);
        assertThat(((Judgement.Firing) judgement).severity()).isEqualTo(Severity.INFO);
    }

    @Test
    void theStartMayNot() {
        Judgement judgement = play("cross_entropy", "2.3>0.01x60 1e-6x100")
                .judgements(DETECTOR)
                .get(159);
        assertThat(((Judgement.Firing) judgement).severity()).isEqualTo(Severity.WARNING);
        assertThat(((Judgement.Firing) judgement).firstStep()).isEqualTo(56);
    }

    @Test
    void oneClassAloneIsEasilyGuessed() {
        Play play = play("cross_entropy", "1e-6x100").with(Series.LABEL_ENTROPY, "0x100");
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }
}
