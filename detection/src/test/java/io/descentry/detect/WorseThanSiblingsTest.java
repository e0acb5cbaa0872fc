package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.PeerNote.Standing;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorseThanSiblingsTest {
    private static final WorseThanSiblings DETECTOR = new WorseThanSiblings(WorseThanSiblings.Params.DEFAULT);
    private static final long[] MILESTONES = {64, 80, 96, 112, 128, 160, 192, 224};

    private static RunContext run(JobFacts facts, String losses) {
        RunContext run = new RunContext(facts);
        run.resume(0);
        for (StepReading reading : Play.of(Series.LOSS, losses).readings()) {
            run.observe(reading);
        }
        return run;
    }

    private static Standing standing(long step, double loss, int siblings, double median, double low, double high) {
        return new Standing("job", 0, step, step, loss, siblings, loss > high ? 0 : 0.5, median, low, high);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a run like the others is well              | 1.0  | 20  | 1    | 0.9   | 1.1   | .8
            the worst of equal runs is well            | 1.2  | 20  | 1    | 0.85  | 1.15  | .8
            a run far above all of them is told        | 1.6  | 20  | 1    | 0.9   | 1.1   | F8
            siblings that differ a lot excuse much     | 1.6  | 20  | 1    | 0.75  | 1.3   | .8
            and so do those that differ downwards      | 1.6  | 20  | 1    | 0.5   | 1.1   | .8
            runs without seeds hardly differ at all    | 1.05 | 20  | 1    | 0.999 | 1.001 | .8
            nine siblings say nothing                  | 1.6  | 9   | 1    | 0.9   | 1.1   | ?8
            two camps excuse the worse one             | 2.2  | 20  | 1    | 0.9   | 2.1   | .8
            a better run is well                       | 0.2  | 20  | 1    | 0.9   | 1.1   | .8
            what is next to nothing has no multiples   | 2e-3 | 20  | 1e-3 | 9e-4  | 1.1e-3 | .8
            losses below zero have the same order      | -1   | 20  | -2   | -2.2  | -1.8  | F8
            """)
    void judges(String story, double loss, int siblings, double median, double low, double high, String marks) {
        RunContext run = run(Play.FACTS, "2.3x64");
        WorseThanSiblings.State state = DETECTOR.remember();
        List<Judgement> answers = new ArrayList<>();
        for (long step : MILESTONES) {
            answers.add(DETECTOR.judge(state, run, standing(step, loss, siblings, median, low, high)));
        }
        assertThat(Play.marks(answers)).isEqualTo(marks);
    }

    @Test
    void fiveMilestonesInARowAreNeeded() {
        assertThat(DETECTOR.patience()).isEqualTo(new Patience(5, 2));
    }

    @Test
    void aStepThatIsToldAgainIsNotJudgedAgain() {
        RunContext run = run(Play.FACTS, "2.3x64");
        WorseThanSiblings.State state = DETECTOR.remember();
        List<Judgement> answers = new ArrayList<>();
        for (long step : new long[] {64, 64, 80, 64}) {
            answers.add(DETECTOR.judge(state, run, standing(step, 1.6, 20, 1, 0.9, 1.1)));
        }
        assertThat(Play.marks(answers)).isEqualTo("F ? F ?");
    }

    @Test
    void aLongWarmUpIsWaitedFor() {
        JobFacts slow = Described.job("classification").warmupSteps(100).facts();
        RunContext run = run(slow, "2.3x64");
        assertThat(DETECTOR.judge(DETECTOR.remember(), run, standing(64, 1.6, 20, 1, 0.9, 1.1)))
                .isEqualTo(Judgement.abstain(Judgement.Reason.WARMING_UP));
    }

    @Test
    void theEvidenceNamesTheSiblings() {
        RunContext run = run(Play.FACTS, "2.3x64");
        Judgement answer = DETECTOR.judge(DETECTOR.remember(), run, standing(64, 1.6, 20, 1, 0.9, 1.1));
        assertThat(((Judgement.Firing) answer).evidence())
                .extracting(Evidence::text)
                .containsExactly(
                        "loss beside 20 siblings 1.600 at step 64: expected 1, bar 1.235",
                        "loss that 1 % of the siblings exceed 1.100 at step 64: expected 1");
    }
}
