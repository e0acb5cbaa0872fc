package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.memory.Memory;
import io.descentry.reading.EvalReading;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The loss of a step is that of its batch; evaluations of the same data tell what the weights do. */
class EvaluationsAsEvidenceTest {
    private static final int EVERY = 25;

    /** Steps with the training set evaluated every 25, and whether the detector fires at any of them. */
    private static <M extends Memory> boolean fires(
            StepDetector<M> detector, Play play, String losses, double accuracy) {
        RunContext run = new RunContext(Play.FACTS);
        run.resume(0);
        M memory = detector.remember();
        double[] evaluations = Play.parse(losses);
        boolean fired = false;
        List<StepReading> readings = play.readings();
        for (int i = 0; i < readings.size(); i++) {
            run.observe(readings.get(i));
            fired |= detector.judge(memory, run, readings.get(i)) instanceof Judgement.Firing;
            if (i % EVERY == EVERY - 1) {
                double loss = evaluations[Math.min(i / EVERY, evaluations.length - 1)];
                for (String split : List.of("train", "validation")) {
                    run.observe(new EvalReading(0, i, 0, split, true, loss, Map.of("accuracy", accuracy)));
                }
            }
        }
        return fired;
    }

    @Test
    void aNoiseFloorIsOneOnlyIfTheyNeitherAgreeNorFall() {
        PlateauMid detector = new PlateauMid(PlateauMid.Params.DEFAULT);
        Play play = Play.of(Series.LOSS, "2>1x60 1~0.05x340")
                .with(Series.LEARNING_RATE, "0.1")
                .updateRatio("0.03");
        assertThat(fires(detector, play, "1.5 1.2 1.0 1.1 0.95 1.08 0.97 1.12 0.96 1.1 0.98 1.07 0.95", 0.5))
                .isTrue();
        assertThat(fires(detector, play, "1.5 1.2 1.001 1.002 1.001 1.003 1.002x9", 0.5))
                .isFalse();
        assertThat(fires(detector, play, "1.5>0.4x16", 0.5)).isFalse();
    }

    @Test
    void swingsOfSmallBatchesAreNoneOfTheWeights() {
        Oscillation detector = new Oscillation(Oscillation.Params.DEFAULT);
        Play play = Play.of(Series.LOSS, "2.3 2~0.8x300")
                .with(Series.LEARNING_RATE, "2.5")
                .updateRatio("0.05");
        assertThat(fires(detector, play, "2,1.2x8", 0.5)).isTrue();
        assertThat(fires(detector, play, "2.1 2.05 2.02x11", 0.5)).isFalse();
    }

    @Test
    void theTrainingSetThatGetsWorseEveryTimeDiverges() {
        LossDivergence detector = new LossDivergence(LossDivergence.Params.DEFAULT);
        Play play = Play.of(Series.LOSS, "1.4>1~0.03x200 1>1.5~0.03x200");
        assertThat(fires(detector, play, "1.4>1x8 1>1.5x8", 0.5)).isTrue();
        assertThat(fires(detector, play, "1.4>1x8 1,1.5x4", 0.5)).isFalse();
    }

    @Test
    void aCurriculumIsEvaluatedOnDataThatItDoesNotTrainOnYet() {
        LossDivergence detector = new LossDivergence(LossDivergence.Params.DEFAULT);
        Play play = Play.of(Series.LOSS, "2.3>0.05~0.2x200 0.05>0.06~0.2x200");
        assertThat(fires(detector, play, "2.3>2x4 2>5x12", 0.5)).isFalse();
    }

    @Test
    void aLossNearZeroBesideLabelsThatAreMissedHasCollapsed() {
        CollapsedLoss detector = new CollapsedLoss(CollapsedLoss.Params.DEFAULT);
        Play play = Play.of(Series.LOSS, "2.3x100 0.003~0.2x100");
        assertThat(fires(detector, play, "2.3x4 0.003x4", 0.05)).isTrue();
        assertThat(fires(detector, play, "2.3x4 0.003x4", 0.99)).isFalse();
    }
}
