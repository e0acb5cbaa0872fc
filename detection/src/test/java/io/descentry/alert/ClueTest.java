package io.descentry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.detect.Evidence;
import io.descentry.detect.Judgement;
import io.descentry.detect.RunContext;
import io.descentry.detect.Severity;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerColumns;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Scalars;
import io.descentry.reading.Series;
import io.descentry.reading.StepReading;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClueTest {
    private final RunContext run = new RunContext(JobFacts.unknown("job"));
    private StepReading last = reading(0, new Scalars(), LayerColumns.none());

    private static StepReading reading(long step, Scalars scalars, LayerColumns layers) {
        return new StepReading(0, 0, step, 0, false, false, scalars, Map.of(), layers);
    }

    private void see(long step, Scalars scalars, LayerColumns layers) {
        last = reading(step, scalars, layers);
        run.observe(last);
    }

    private Sign look(Clue clue, int layer) {
        return clue.look(scene(layer)).orElseThrow();
    }

    private Scene scene(int layer) {
        var firing = new Judgement.Firing(
                "loss",
                Severity.WARNING,
                -1,
                layer,
                last.step(),
                List.of(new Evidence("loss", last.step(), 9, 2, 3, 0)));
        return new Scene(run, firing, last.step(), last, Map.of());
    }

    private static LayerColumns layers(Map<LayerSeries, float[]> columns) {
        float[][] all = new float[LayerSeries.values().length][];
        columns.forEach((series, values) -> all[series.ordinal()] = values);
        return LayerColumns.of(all);
    }

    @ParameterizedTest
    @EnumSource(Clue.class)
    void whereNothingIsKnownNothingIsMadeUp(Clue clue) {
        clue.look(scene(-1))
                .ifPresent(sign -> assertThat(sign.words()).isNotBlank().doesNotContain("null", "NaN"));
    }

    @Test
    void aRateThatWentUpAtOnceIsTold() {
        see(0, new Scalars().with(Series.LEARNING_RATE, 0.01), LayerColumns.none());
        assertThat(look(Clue.RATE_ROSE, -1).holds()).isFalse();
        see(1, new Scalars().with(Series.LEARNING_RATE, 1), LayerColumns.none());
        assertThat(look(Clue.RATE_ROSE, -1)).isEqualTo(new Sign(true, "it rose from 0.01000 to 1 at step 1"));
    }

    @Test
    void anInputThatReachesFarBeyondTheOthersIsTold() {
        for (int step = 0; step < 20; step++) {
            see(step, new Scalars().with(Series.INPUT_ABS_MAX, 3), LayerColumns.none());
        }
        assertThat(look(Clue.INPUT_LEAPT, -1).holds()).isFalse();
        see(20, new Scalars().with(Series.INPUT_ABS_MAX, 75), LayerColumns.none());
        assertThat(look(Clue.INPUT_LEAPT, -1)).isEqualTo(new Sign(true, "the input of step 20 reaches 75, usual is 3"));
    }

    @Test
    void layersWithoutGradientBeforeTheOthersAreCutOff() {
        see(0, new Scalars(), layers(Map.of(LayerSeries.GRAD_NONFINITE, new float[] {-1, -1, 0})));
        assertThat(look(Clue.SEVERAL_CUT_OFF, 0))
                .isEqualTo(new Sign(true, "the first 2 layers get no gradient, as if cut off before layer 2"));
        see(1, new Scalars(), layers(Map.of(LayerSeries.GRAD_NONFINITE, new float[] {0, -1, 0})));
        assertThat(look(Clue.SEVERAL_CUT_OFF, 1).holds()).isFalse();
    }

    @Test
    void aLayerThatHasAGradientAndStaysIsNotInTheOptimizer() {
        see(
                0,
                new Scalars(),
                layers(Map.of(
                        LayerSeries.GRAD_NORM, new float[] {0.5f, 1},
                        LayerSeries.GRAD_NONFINITE, new float[] {0, 0},
                        LayerSeries.UPDATE_NORM, new float[] {0, 0.1f})));
        assertThat(look(Clue.GRADIENT_WITHOUT_UPDATE, 0).words())
                .isEqualTo("layer 0 has a gradient of 0.5000 and is not moved by it");
        assertThat(look(Clue.NO_UPDATE_AT_ALL, 0).holds()).isFalse();
    }
}
