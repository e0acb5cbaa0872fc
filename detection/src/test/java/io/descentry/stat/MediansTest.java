package io.descentry.stat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MediansTest {
    @Test
    void agreesWithSortingWhateverTheOrderAndHoweverManyAreEqual() {
        Random random = new Random(5);
        for (int n = 1; n < 200; n++) {
            float[] values = new float[n];
            for (int i = 0; i < n; i++) {
                values[i] = n % 3 == 0 ? random.nextInt(4) : n % 3 == 1 ? i : (float) random.nextGaussian();
            }
            float[] sorted = values.clone();
            Arrays.sort(sorted);
            float[] before = values.clone();
            float expected = n % 2 == 1 ? sorted[n / 2] : sorted[n / 2 - 1] + (sorted[n / 2] - sorted[n / 2 - 1]) / 2;
            assertThat(Medians.of(values, 0, n)).isEqualTo(expected);
            assertThat(values).isEqualTo(before);
        }
    }

    @Test
    void endsOnNumbersThatDoNotCompare() {
        float[] odd = new float[31];
        Random random = new Random(6);
        for (int i = 0; i < odd.length; i++) {
            odd[i] = random.nextBoolean() ? Float.NaN : random.nextInt(3);
        }
        Medians.of(odd, 0, odd.length);
        assertThat(odd).hasSize(31);
    }
}
