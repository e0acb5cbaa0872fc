package io.descentry.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LabelMixTest {
    @Test
    void theRarerOfTwoClassesIsReadFromTheEntropy() {
        for (double share : new double[] {0.03, 0.1, 0.25, 0.4, 0.5}) {
            double entropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
            assertThat(LabelMix.minority(entropy)).isCloseTo(share, within(0.02));
        }
        assertThat(LabelMix.minority(0)).isZero();
        assertThat(LabelMix.minority(3)).isEqualTo(0.5);
    }

    @Test
    void batchesOfTwoHoldTwoClassesAsOftenAsTheSetSays() {
        assertThat(LabelMix.expected(2, 0.9, 2)).isCloseTo(0.18 * Math.log(2), within(1e-9));
    }

    @Test
    void largeBatchesComeNearTheEntropyOfTheSet() {
        double set = -0.9 * Math.log(0.9) - 0.1 * Math.log(0.1 / 9);
        assertThat(LabelMix.expected(1000, 0.9, 10)).isCloseTo(set, within(0.01));
        assertThat(LabelMix.expected(4096, 0.9, 10)).isCloseTo(set, within(1e-9));
    }
}
