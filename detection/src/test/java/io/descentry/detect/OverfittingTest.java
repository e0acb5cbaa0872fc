package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.descentry.reading.EvalReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverfittingTest {
    private static final Overfitting DETECTOR = new Overfitting(Overfitting.Params.DEFAULT);

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            both fall: clear                               | 2 1.5 1.2 1 0.9 0.8 0.7 0.7      | 2 1.4 1.1 0.9 0.8 0.7 0.6 0.5           | ?3 .5
            the validation loss rises while training falls | 2 1.5 1.2 1.0 1.1 1.3 1.4 1.5    | 2 1.4 1.0 0.7 0.4 0.2 0.1 0.05          | ?3 .4 F
            it closes on recovery                          | 2 1 1.1 1.3 1.4 1.5 1.0 0.9      | 2 0.7 0.4 0.2 0.1 0.05 0.05 0.05        | ?3 .2 F .2
            it goes on while the loss is above its best    | 2 1 1.3 1.3 1.3 1.05 1.05        | 2 0.7 0.3 0.2 0.1 0.1 0.1               | ?3 . F3
            a worse model is no overfitting                | 2 1.5 1 1.5 1.8 2 2              | 2 1.4 0.9 1.4 1.7 1.9 1.9               | ?3 .4
            jitter of a noisy validation set is clear      | 2 1 1.3 1.0 1.3 1.1 1.3 1.05 1.3 | 2 1 0.9 0.9 0.9 0.8 0.8 0.8 0.8         | ?3 .6
            a slight rise with no gain in training is clear| 2 1 1.11 1.12 1.12 1.13 1.13 1.13| 2 1 0.95 0.9 0.9 0.9 0.9 0.9            | ?3 .5
            a slight rise while training halves fires      | 2 1 1.11 1.12 1.12 1.13 1.13 1.13| 2 1 0.6 0.4 0.3 0.3 0.2 0.2             | ?3 .3 F2
            a rise of next to nothing is clear             | 2 .001 .002 .002 .002 .002 .002  | 2 .001 .0001 .0001 .0001 .0001 .0001    | ?3 .4
            what never beat guessing did not overfit       | 2.4 2.35 2.9 3 3.1 3.2           | 2.3 2 1 0.5 0.2 0.1                     | ?3 .3
            NaN is for another detector                    | 2 1 NaN 1 1 1                    | 2 1 1 1 1 1                             | ?4 .2
            """)
    void judges(String story, String validation, String training, String marks) {
        assertThat(Play.evals(DETECTOR, validation, training)).isEqualTo(marks);
    }

    @Test
    void theWindowOpensAtTheBestEvaluation() {
        var judgements = Play.evaluations(DETECTOR, "2 1.5 1.0 1.3 1.4 1.5", "2 1.4 0.7 0.3 0.2 0.1");
        assertThat((Judgement.Firing) judgements.get(5))
                .returns(30L, Judgement.Firing::firstStep)
                .returns("validation_loss", Judgement.Firing::subject);
    }

    /** The bar of the first and of the last firing answer, as a share of the best loss. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the rule of 20 % opened it  | 2 1 1.3 1.3 1.3                     | 2 0.7 0.3 0.2 0.1                 | 1.2 | 1.2
            the rule of 10 % opened it  | 2 1 1.11 1.12 1.12 1.13 1.13        | 2 1 0.6 0.4 0.3 0.3 0.2           | 1.1 | 1.1
            it is only held open by now | 2 1 1.3 1.3 1.3 1.05                | 2 0.7 0.3 0.2 0.1 0.1             | 1.2 | 1.005
            """)
    void theBarOfTheRuleThatFiredIsShown(String story, String validation, String training, double first, double last) {
        List<Double> bars = Play.evaluations(DETECTOR, validation, training).stream()
                .filter(Judgement.Firing.class::isInstance)
                .map(judgement ->
                        ((Judgement.Firing) judgement).evidence().get(0).bar())
                .toList();
        assertThat(bars.get(0)).isCloseTo(first, offset(1e-9));
        assertThat(bars.get(bars.size() - 1)).isCloseTo(last, offset(1e-9));
    }

    @Test
    void aTrainingSetThatIsEvaluatedAsWellDecides() {
        RunContext run = new RunContext(Play.FACTS);
        Overfitting.State state = DETECTOR.remember();
        double[] validation = {2, 1, 1.3, 1.4, 1.5, 1.6};
        Judgement last = Judgement.CLEAR;
        for (int i = 0; i < validation.length; i++) {
            // On the stage of a curriculum the training set as a whole gets worse together with the validation set.
            DETECTOR.judge(state, run, eval(i, "train", validation[i] * 0.9));
            last = DETECTOR.judge(state, run, eval(i, "validation", validation[i]));
        }
        assertThat(last).isEqualTo(Judgement.CLEAR);
    }

    @Test
    void otherSplitsAreNotJudged() {
        assertThat(DETECTOR.judge(DETECTOR.remember(), new RunContext(Play.FACTS), eval(1, "test", 2)))
                .isInstanceOf(Judgement.Abstaining.class);
    }

    private static EvalReading eval(int i, String split, double loss) {
        return new EvalReading(0, i, 0, split, true, loss, Map.of());
    }
}
