package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.reading.JobFacts;
import io.descentry.reading.LayerSeries;
import io.descentry.reading.Series;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayerWatchTest {
    private static final JobFacts FACTS = Play.facts(
            "classification",
            "cross_entropy",
            10,
            -1,
            List.of(
                    new JobFacts.Layer("trunk", "linear", "relu", true),
                    new JobFacts.Layer("norm", "layernorm", "none", false),
                    new JobFacts.Layer("head", "linear", "none", false)));

    private static LayerWatch watch(String trunk, String norm, String head) {
        RunContext run = new RunContext(FACTS);
        run.resume(0);
        updates(trunk, norm, head).readings().forEach(run::observe);
        return run.layers();
    }

    private static Play updates(String trunk, String norm, String head) {
        return Play.of(Series.LEARNING_RATE, "0.1")
                .facts(FACTS)
                .column(LayerSeries.UPDATE_NORM, trunk, norm, head)
                .column(LayerSeries.WEIGHT_NORM, "2", "2", "2")
                .column(LayerSeries.GRAD_NORM, "1", "1", "1");
    }

    @Test
    void knowsWhatMayBeTrained() {
        LayerWatch layers = watch("0", "0.01", "0.01x10");
        assertThat(layers.trains(0)).isFalse();
        assertThat(layers.trains(1)).isTrue();
        assertThat(layers.learns(1)).isFalse();
        assertThat(layers.learns(2)).isTrue();
    }

    @Test
    void aLeapHardlyShowsAndAChangeForGoodDoes() {
        assertThat(watch("0", "0.01", "0.002x100 2x3 0.002").ratio(2)).isBetween(0.001f, 0.0015f);
        assertThat(watch("0", "0.01", "0.002x100 0.4x100").ratio(2)).isBetween(0.15f, 0.2f);
    }

    @Test
    void aStepThatMovesNothingIsNoFaultOfALayer() {
        LayerWatch layers = watch("0", "0x8 0.01 0x8 0.01", "0x8 0.01 0x9");
        assertThat(layers.applied()).isEqualTo(2);
        assertThat(layers.longestIdle()).isEqualTo(8);
        assertThat(layers.idle()).isZero();
        assertThat(layers.still(1)).isZero();
        assertThat(layers.still(2)).isEqualTo(1);
        assertThat(layers.strength()).isEqualTo(0.01, within(1e-6));
    }

    @Test
    void whatAFrozenLayerDoesIsNoStep() {
        assertThat(watch("0.1", "0", "0x20").idle()).isEqualTo(20);
    }

    @Test
    void updatesThatAreNoNumbersSayNothing() {
        assertThat(watch("0", "0", "NaNx20").idle()).isZero();
    }

    @Test
    void otherLayersStartAfresh() {
        RunContext run = new RunContext(FACTS);
        run.resume(0);
        updates("0", "0.01", "0.01x10").readings().forEach(run::observe);
        new Play()
                .with(Series.LEARNING_RATE, "0.1")
                .updateRatio("0.5")
                .readings()
                .forEach(run::observe);
        assertThat(run.layers().layers()).isEqualTo(1);
        assertThat(run.layers().ratio(0)).isZero();
    }

    @Test
    void aRestartForgetsWhatDidNotMove() {
        LayerWatch layers = watch("0", "0.01", "0x40");
        layers.resume();
        assertThat(layers.still(2)).isZero();
        assertThat(layers.applied()).isZero();
        assertThat(layers.ratio(1)).isEqualTo(0.005f);
    }

    @Test
    void isStoredWhole() {
        LayerWatch layers = watch("0", "0.01x5 0x5", "0.02x5 0x5");
        MemoryWriter out = new MemoryWriter();
        layers.sync(out);
        LayerWatch read = new LayerWatch();
        read.sync(new MemoryReader(out.toBytes()));
        MemoryWriter again = new MemoryWriter();
        read.sync(again);
        assertThat(again.toBytes()).isEqualTo(out.toBytes());
        assertThat(read.idle()).isEqualTo(5);
    }
}
