package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.reading.JobFacts;
import io.descentry.reading.PeerNote.Compared;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceDivergenceTest {
    private static final ReferenceDivergence DETECTOR = new ReferenceDivergence(ReferenceDivergence.Params.DEFAULT);
    private static final JobFacts FACTS =
            Described.job("classification").layers("linear", "linear", "linear").facts();

    private static Compared compared(
            long step, String precision, double input, String means, String stds, String gradients, String weights) {
        float[][] differences = {column(means), column(stds), column(gradients), column(weights)};
        return new Compared("job", 0, step, "old", step, precision, input, false, differences);
    }

    private static float[] column(String text) {
        String[] parts = text.strip().split(" +", -1);
        float[] column = new float[parts[0].equals("-") ? 0 : parts.length];
        for (int i = 0; i < column.length; i++) {
            column[i] = parts[i].equals("?") ? Float.NaN : Float.parseFloat(parts[i]);
        }
        return column;
    }

    private static String subject(Judgement answer) {
        return answer instanceof Judgement.Firing firing
                ? firing.subject() + " " + firing.evidence().get(0).series().split("[ ,]", 2)[0]
                : answer instanceof Judgement.Clear ? "well" : "cannot say";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            the same run again is well                           | 0  | fp32 | 0    | 0 0 0        | 0 0 0       | 0 0 0       | 0 0 0    | well
            other hardware rounds otherwise                      | 0  | fp32 | 1e-6 | 1e-6 1e-5 1e-4 | 1e-6 1e-5 1e-4 | 1e-4 1e-4 1e-4 | 0 0 0 | well
            and drifts apart with the steps                      | 64 | fp32 | 1e-6 | 1e-3 4e-3 2e-2 | 1e-3 4e-3 2e-2 | 3e-2 2e-2 2e-2 | 1e-3 1e-3 1e-3 | well
            bf16 beside fp32 is off by a percent                 | 0  | bf16 | 2e-3 | 4e-3 1e-2 2e-2 | 2e-3 5e-3 1e-2 | 3e-2 2e-2 1e-2 | 0 0 0 | well
            in fp32 a percent is a difference                    | 0  | fp32 | 0    | 1e-5 1e-5 2e-2 | 1e-5 1e-5 0 | 0 0 0       | 0 0 0    | layer:layer2 activation_mean
            an epsilon of a norm shows where it is               | 0  | fp32 | 0    | 0 1e-5 3e-2  | 0 3e-2 0.2  | 0.5 0.4 0.3 | 0 0 0    | layer:layer1 activation_std
            a format that nobody told may be a coarse one        | 0  |      | 0    | 1e-5 1e-5 2e-2 | 0 0 0     | 0 0 0       | 0 0 0    | well
            with eight bits nothing can be said                  | 0  | fp8  | 0    | 1 1 1        | 1 1 1       | 1 1 1       | 1 1 1    | cannot say
            where outputs agree gradients are looked at backwards | 0 | fp32 | 0    | 0 0 0        | 0 0 0       | 0.3 0.2 1e-4 | 0 0 0   | layer:layer1 grad_norm
            another update shows in the weights                  | 0  | fp32 | 0    | 0 0 0        | 0 0 0       | 0 0 0       | 0 0 2e-2 | layer:layer2 weight_norm
            other batches are no other model                     | 0  | fp32 | 0.05 | 0.3 0.4 0.5  | 0.3 0.4 0.5 | 0.5 0.5 0.5 | 0 0 0    | input input
            nor are batches of another size                      | 0  | fp32 | Infinity | 0 0 0    | 0 0 0       | 0 0 0       | 0 0 0    | input input
            without inputs the first layer is all that is known  | 0  | fp32 | NaN  | 0.3 0.4 0.5  | 0.3 0.4 0.5 | 0.5 0.5 0.5 | 0.1 0 0  | layer:layer0 activation_mean
            layers without a counterpart are left out            | 0  | fp32 | 0    | ? ? 0        | ? ? 0       | -           | -        | well
            nothing measured is nothing said                     | 0  | fp32 | NaN  | -            | ? ?         | -           | -        | cannot say
            an infinite output is different                      | 0  | fp32 | 0    | 0 Infinity 0 | 0 0 0       | 0 0 0       | 0 0 0    | layer:layer1 activation_mean
            """)
    void judges(
            String story,
            long step,
            String precision,
            double input,
            String means,
            String stds,
            String gradients,
            String weights,
            String outcome) {
        Compared note = compared(step, precision, input, means, stds, gradients, weights);
        Judgement answer = DETECTOR.judge(DETECTOR.remember(), new RunContext(FACTS), note);
        assertThat(subject(answer)).isEqualTo(outcome);
    }

    @Test
    void theEvidenceShowsThePlaceWhatCameBeforeAndWhetherTheWeightsWereTheSame() {
        Compared note = compared(0, "fp32", 0, "1e-5 0.25 1", "0 0 0", "0 0 0", "0 1e-3 0");
        Judgement answer = DETECTOR.judge(DETECTOR.remember(), new RunContext(FACTS), note);
        assertThat(((Judgement.Firing) answer).evidence())
                .extracting(Evidence::text)
                .containsExactly(
                        "activation_mean of layer1, relative difference from old 0.2500 at step 0: bar 0.01000",
                        "before it activation_mean of layer0, relative difference from old 1.000e-05 at step 0: bar 0.01000",
                        "weight_norm of layer1, relative difference from old 0.001000 at step 0: bar 0.0001000",
                        "input, relative difference from old 0 at step 0");
    }

    @Test
    void matchingByPositionIsSaid() {
        float[][] differences = {{1}, {}, {}, {}};
        Compared note = new Compared("job", 0, 0, "old", 0, "fp32", 0, true, differences);
        Judgement answer = DETECTOR.judge(DETECTOR.remember(), new RunContext(FACTS), note);
        assertThat(((Judgement.Firing) answer).evidence().get(0).series())
                .isEqualTo("activation_mean of layer0 (layers matched by position), relative difference from old");
    }

    @Test
    void aStepThatIsToldAgainIsNotJudgedAgain() {
        RunContext run = new RunContext(FACTS);
        ReferenceDivergence.State state = DETECTOR.remember();
        String marks = Play.marks(Arrays.stream(new long[] {0, 0, 1, 0})
                .mapToObj(step -> DETECTOR.judge(state, run, compared(step, "fp32", 0, "1", "0", "0", "0")))
                .toList());
        assertThat(marks).isEqualTo("F ? F ?");
    }
}
