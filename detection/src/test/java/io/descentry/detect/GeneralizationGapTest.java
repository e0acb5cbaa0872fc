package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.EvalReading;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeneralizationGapTest {
    private static final GeneralizationGap DETECTOR = new GeneralizationGap(GeneralizationGap.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a few points are normal                       | 0.5 0.8 0.9 0.93 0.95 0.95 | 0.5 0.8 0.95 0.98 1 1 | .6
            a gap that stays                              | 0.5 0.7 0.7 0.72 0.72 0.75 | 0.5 0.8 0.9 0.95 1 1  | .3 F3
            one odd evaluation is none                    | 0.5 0.8 0.6 0.9 0.95 0.95  | 0.5 0.8 0.9 0.95 1 1  | .6
            a gap that closes                             | 0.5 0.7 0.7 0.7 0.95 0.95  | 0.5 0.8 0.9 0.95 1 1  | .3 F .2
            a validation set that is easier than training | 0.9x6                      | 0.5x6                 | .2 F4
            dropout costs the training set some points    | 0.9x6                      | 0.85x6                | .6
            without a training split nothing is said      | 0.5x6                      | -                     | ?6
            """)
    void judges(String story, String validation, String training, String marks) {
        assertThat(Play.marks(Play.evaluations(DETECTOR, "1x6", "1x6", validation, training, Play.FACTS)))
                .isEqualTo(marks);
    }

    @Test
    void aTestFarBelowTheValidationIsToldAtOnce() {
        assertThat(ofTest(0.7))
                .isInstanceOfSatisfying(
                        Judgement.Firing.class,
                        fired -> assertThat(fired.subject()).isEqualTo("test"));
        assertThat(ofTest(0.88)).isInstanceOf(Judgement.Abstaining.class);
    }

    private static Judgement ofTest(double accuracy) {
        RunContext run = new RunContext(Play.FACTS);
        GeneralizationGap.State state = DETECTOR.remember();
        eval(state, run, "validation", 0.9);
        return eval(state, run, "test", accuracy);
    }

    private static Judgement eval(GeneralizationGap.State state, RunContext run, String split, double accuracy) {
        EvalReading reading = new EvalReading(0, 100, 0, split, true, 1, Map.of("accuracy", accuracy));
        run.observe(reading);
        return DETECTOR.judge(state, run, reading);
    }
}
