package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunContextTest {
    private static RunContext after(List<StepReading> readings, JobFacts facts) {
        RunContext run = new RunContext(facts);
        run.resume(0);
        readings.forEach(run::observe);
        return run;
    }

    private static RunContext after(Play play) {
        return after(play.readings(), Play.FACTS);
    }

    @Test
    void levelsAreLearntIn64ReadingsAndIn32AfterAResume() {
        RunContext run = after(Play.of(Series.LOSS, "2x64"));
        assertThat(run.isWarmingUp()).isTrue();
        Play.of(Series.LOSS, "2x65").readings().subList(64, 65).forEach(run::observe);
        assertThat(run.isWarmingUp()).isFalse();
        run.begin(1);
        run.resume(40);
        Play.of(Series.LOSS, "2x32").readings().forEach(run::observe);
        assertThat(run.isWarmingUp()).isTrue();
        Play.of(Series.LOSS, "2x33").readings().subList(32, 33).forEach(run::observe);
        assertThat(run.isWarmingUp()).isFalse();
    }

    @Test
    void aThinnedLogIsKnownByItsSteps() {
        RunContext run = after(
                Play.of(Series.LOSS, "2x100").every(8).readings(),
                Play.facts("classification", "cross_entropy", 10, 1600, false));
        assertThat(run.stepsPerReading()).isCloseTo(8, within(0.01));
        assertThat(run.expectedReadings()).isEqualTo(200);
    }

    @Test
    void aJumpOfTheRateIsRememberedWithItsStep() {
        RateHistory rate = after(Play.of(Series.LEARNING_RATE, "0.1x50 0.5x10")).rate();
        assertThat(rate.roseAtStep()).isEqualTo(50);
        assertThat(rate.sinceRise()).isEqualTo(9);
        assertThat(rate.beforeRise()).isEqualTo(0.1f);
        assertThat(rate.afterRise()).isEqualTo(0.5);
        assertThat(rate.steadyFor()).isEqualTo(9);
    }

    @Test
    void aDecayLeavesAShareOfThePeak() {
        assertThat(after(Play.of(Series.LEARNING_RATE, "0.1x50 0.1>0.001x50"))
                        .rate()
                        .shareOfPeak())
                .isCloseTo(0.01, within(1e-9));
    }

    @Test
    void theUpdateRatioIsThatOfTheWeightsThatMayMove() {
        assertThat(after(Play.of(Series.LOSS, "2x20").updateRatio("0.001")).updateRatio())
                .isCloseTo(-3, within(1e-6));
        RunContext frozen = after(
                Play.of(Series.LOSS, "2x20").updateRatio("0.001").readings(),
                Play.facts("classification", "cross_entropy", 10, -1, true));
        assertThat(frozen.updateRatio()).isNaN();
    }

    @Test
    void aLossWithADiscriminatorHasTwoPlayers() {
        Scalars scalars = new Scalars().with(Series.LOSS, 2);
        RunContext run = after(
                List.of(new StepReading(
                        0,
                        0,
                        0,
                        0,
                        false,
                        false,
                        scalars,
                        Map.of("discriminator", 1.0, "generator", 1.0),
                        LayerColumns.none())),
                Play.FACTS);
        assertThat(run.isAdversarial()).isTrue();
    }

    @Test
    void labelsThatSpreadOverMoreClassesAreNewDataAndOneOddBatchIsNot() {
        RunContext run = after(Play.of(Series.LABEL_ENTROPY, "1.6~0.02x60 2.1"));
        assertThat(run.dataChangedNow()).isTrue();
        assertThat(after(Play.of(Series.LABEL_ENTROPY, "1.6~0.02x60 0x3")).sinceDataChange())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(after(Play.of(Series.LABEL_ENTROPY, "1.6~0.02x60 0x8")).dataChangedNow())
                .isTrue();
    }
}
