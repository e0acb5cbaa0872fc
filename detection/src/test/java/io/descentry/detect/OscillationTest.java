package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.Series;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OscillationTest {
    private static final Oscillation DETECTOR = new Oscillation(Oscillation.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a falling loss is well                              | 2>0.1x300                                  | 0.1  | 0.005 | well
            a converged floor is well                           | 2>0.3x80 0.3~0.3x220                       | 0.1  | 0.001 | well
            a flat start that learns is well                    | 2.3~0.02x100 2.3>0.1x100 0.1~0.3x100       | 0.1  | 0.02  | well
            small batches are noisy and well                    | 1~0.5x300                                  | 0.1  | 0.005 | well
            noise with long steps stays below the start         | 2.3>0.5x60 0.5~0.9x240                     | 0.1  | 0.05  | well
            a noise burst is well                               | 2>1x80 1~0.05x40 1~0.9x20 1~0.05x160       | 0.1  | 0.005 | well
            two spikes are no swing                             | 2>0.5x80 0.5x40 9x3 0.5x60 9x3 0.5x100     | 0.1  | 0.02  | well
            an overshoot that settles is well                   | 1,4x10 1x280                               | 0.1  | 0.05  | well
            small ripples on the edge of stability are well     | 2>0.5x60 0.4,0.6x120                       | 0.1  | 0.02  | well
            a cyclic rate swings the loss on purpose            | 2 2,2,1,1,1,1,2,2x40                       | 0.1,0.1,0.1,0.1,0.5,0.5,0.5,0.5x41 | 0.05 | well
            warm restarts do as well                            | 2 1.8,1.5,1.1,0.9,0.8,0.7,0.7,0.6x40       | 1,0.9,0.7,0.5,0.3,0.2,0.1,0.05x41  | 0.05 | well
            a step of the loss up and down is no swing          | 2>0.5x60 0.5x60 1.5x60 0.5x120             | 0.1  | 0.05  | well
            full batch, up and down at every step               | 0.7 1,5x100                                | 1    | 0.5   | fires
            momentum in slow waves                              | 1 1,0.9,0.7,0.55,0.5,0.55,0.7,0.9x40       | 0.1  | 0.05  | fires
            the same without update norms                       | 1 1,0.9,0.7,0.55,0.5,0.55,0.7,0.9x40       | 0.1  | -     | fires
            the same with weights that hardly move              | 1 1,0.9,0.7,0.55,0.5,0.55,0.7,0.9x40       | 0.1  | 0.001 | well
            mini-batches thrown about by long steps             | 2.3 2~0.8x300                              | 2.5  | 0.05  | fires
            the same noise with short steps is the data's       | 2.3 2~0.8x300                              | 0.1  | 0.005 | well
            the same noise without update norms is not told     | 2.3 2~0.8x300                              | 2.5  | -     | well
            """)
    void judges(String story, String losses, String rates, String ratios, String outcome) {
        Play play = Play.of(Series.LOSS, losses).with(Series.LEARNING_RATE, rates);
        String marks = (ratios.equals("-") ? play : play.updateRatio(ratios)).marks(DETECTOR);
        assertThat(marks.contains("F") ? "fires" : "well").as(marks).isEqualTo(outcome);
    }

    @Test
    void twoPlayersMaySwing() {
        Play play = Play.of(Series.LOSS, "1,5x100").updateRatio("0.5").facts(Play.facts("gan", "bce", 0, -1, false));
        assertThat(play.marks(DETECTOR)).doesNotContain("F");
    }

    @Test
    void newDataStartAfresh() {
        Play play = Play.of(Series.LOSS, "2 1,4x200").updateRatio("0.5").with(Series.EPOCH, "9x40 0x361");
        assertThat(play.marks(DETECTOR)).startsWith("?103 F");
    }

    @Test
    void itIsToldAfterOneWindow() {
        Play play = Play.of(Series.LOSS, "0.7 1,5x100").updateRatio("0.5");
        assertThat(play.marks(DETECTOR)).startsWith("?63 F ?3 F");
        Judgement.Firing fired = (Judgement.Firing) play.judgements(DETECTOR).get(63);
        assertThat(fired).returns(0L, Judgement.Firing::firstStep).returns("loss", Judgement.Firing::subject);
        assertThat(fired.evidence().get(0).series()).isEqualTo("loss (62 turns, down to 0.7000)");
    }
}
