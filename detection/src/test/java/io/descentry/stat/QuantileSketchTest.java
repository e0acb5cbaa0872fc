package io.descentry.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantileSketchTest {
    private static final int MANY = 20_000;

    private static QuantileSketch sketch(double[] values) {
        QuantileSketch sketch = new QuantileSketch();
        for (int i = 0; i < values.length; i += 16) {
            sketch.add(Arrays.copyOfRange(values, i, Math.min(values.length, i + 16)));
        }
        return sketch;
    }

    private static byte[] bytes(QuantileSketch sketch) {
        MemoryWriter out = new MemoryWriter();
        sketch.sync(out);
        return out.toBytes();
    }

    /** Heavy tails: what is far out must not move what is near the middle. */
    private static double[] lognormal(int n, long seed) {
        Random random = new Random(seed);
        return random.doubles(n).map(x -> Math.exp(random.nextGaussian())).toArray();
    }

    @ParameterizedTest(name = "the quantile at {0} is off by less than {1} of the values")
    @CsvSource({"0.01, 0.001", "0.1, 0.003", "0.5, 0.02", "0.9, 0.003", "0.99, 0.001"})
    void saysWhichShareOfTheValuesLiesBelow(double share, double error) {
        double[] values = lognormal(MANY, 1);
        double quantile = Quantiles.of(new double[0], sketch(values)).at(share);
        double below = Arrays.stream(values).filter(x -> x < quantile).count() / (double) MANY;
        assertThat(below).isCloseTo(share, within(error));
    }

    @Test
    void twoSketchesJoinedSayWhatOneOfAllWouldSay() {
        double[] values = lognormal(MANY, 2);
        Quantiles joined = Quantiles.of(
                new double[0],
                sketch(Arrays.copyOfRange(values, 0, MANY / 4)),
                sketch(Arrays.copyOfRange(values, MANY / 4, MANY)));
        assertThat(joined.size()).isEqualTo(MANY);
        Arrays.sort(values);
        assertThat(joined.at(0.5)).isBetween(values[(int) (0.48 * MANY)], values[(int) (0.52 * MANY)]);
        assertThat(joined.shareAbove(values[MANY / 10])).isCloseTo(0.9, within(0.005));
    }

    @Test
    void takesAboutAKilobyteHoweverMuchItTookIn() {
        assertThat(bytes(sketch(lognormal(MANY, 3)))).hasSizeLessThan(1200);
    }

    @Test
    void whatWasStoredGoesOnAsIfNothingHadHappened() {
        double[] values = lognormal(1000, 4);
        QuantileSketch whole = sketch(values);
        QuantileSketch restarted = new QuantileSketch();
        for (int i = 0; i < values.length; i += 16) {
            restarted.add(Arrays.copyOfRange(values, i, Math.min(values.length, i + 16)));
            byte[] before = bytes(restarted);
            restarted = new QuantileSketch();
            restarted.sync(new MemoryReader(before));
        }
        assertThat(bytes(restarted)).isEqualTo(bytes(whole));
        assertThat(restarted.size()).isEqualTo(1000);
    }

    @Test
    void fewValuesAreExact() {
        Quantiles quantiles = Quantiles.of(new double[] {4, 1, 3, 2});
        assertThat(quantiles.at(0.5)).isEqualTo(2.5);
        assertThat(quantiles.at(0)).isEqualTo(1);
        assertThat(quantiles.at(1)).isEqualTo(4);
        assertThat(quantiles.shareAbove(3)).isEqualTo(0.25);
        assertThat(Quantiles.of(new double[0]).at(0.5)).isNaN();
    }
}
