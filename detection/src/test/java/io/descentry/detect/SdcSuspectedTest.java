package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdcSuspectedTest {
    private static final SdcSuspected DETECTOR = new SdcSuspected(SdcSuspected.Params.DEFAULT);
    private static final int LEARNT = 100;

    /** After 100 usual steps, one a second: {@code rank:factor of the first layer,factor of the second}, . a usual step, +s seconds later. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the third strike of one device fires               | 2:500,1  2:500,1  2:500,1          | ? ? F(2)
            a hit of a million times is enough                 | 1:1,3e6                            | F(1)
            a leap of 50 times is none                         | 2:50,1 2:50,1 2:50,1               | ? ? ?
            strikes of different devices do not add up         | 1:500,1 2:500,1 3:500,1            | ? ? ?
            a rank whose layers all leapt had a bad batch      | 2:500,500 2:500,500 2:500,500      | ? ? ?
            steps between strikes are clear                    | 2:500,1 . . 2:500,1 . 2:500,1      | ? . . ? . F(2)
            ranks on one device are one                        | 4:500,1 5:500,1 4:500,1            | ? ? F(4)
            strikes are forgotten after eight hours            | 2:500,1 2:500,1 +30000 2:500,1     | ? ? ?
            all ranks at once are no device                    | *:500,1 *:500,1 *:500,1            | ? ? ?
            """)
    void judges(String story, String words, String expected) {
        JobFacts facts = Ranks.facts(
                6, List.of(new JobFacts.Placement(4, "h1", "gpu0"), new JobFacts.Placement(5, "h1", "gpu0")));
        Ranks<SdcSuspected.State> job = new Ranks<>(DETECTOR, facts);
        long second = 0;
        for (int i = 0; i < LEARNT; i++) {
            step(job, i, second++, ".");
        }
        int step = LEARNT;
        StringBuilder marks = new StringBuilder();
        for (String word : words.strip().split(" +", -1)) {
            if (word.startsWith("+")) {
                second += Long.parseLong(word.substring(1));
                continue;
            }
            Judgement answer = step(job, step++, second++, word);
            marks.append(marks.isEmpty() ? "" : " ")
                    .append(
                            answer instanceof Judgement.Firing firing
                                    ? "F(" + firing.rank() + ")"
                                    : answer instanceof Judgement.Clear ? "." : "?");
        }
        assertThat(marks).hasToString(expected);
    }

    private static Judgement step(Ranks<SdcSuspected.State> job, int step, long second, String word) {
        Judgement last = Judgement.CLEAR;
        for (int rank = 0; rank < 6; rank++) {
            boolean struck = word.startsWith("*:") || word.startsWith(rank + ":");
            String[] factors = struck ? word.substring(2).split(",", -1) : new String[] {"1", "1"};
            Scalars scalars = Ranks.loss(1).with(Series.GRAD_NORM, 1);
            StepReading at = Ranks.reading(
                    rank,
                    step,
                    scalars,
                    new float[] {3, 2},
                    0.5f * Float.parseFloat(factors[0]),
                    0.7f * Float.parseFloat(factors[1]));
            StepReading timed = new StepReading(
                    0, rank, step, 1000 * second, false, false, at.scalars(), at.lossTerms(), at.layers());
            for (Judgement answer : job.take(timed)) {
                last = answer;
            }
        }
        return last;
    }
}
