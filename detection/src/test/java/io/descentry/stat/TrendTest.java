package io.descentry.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrendTest {
    @Test
    void theSlopeOfALineIsItsSlope() {
        assertThat(Trend.slope(new float[] {1, 3, 5, 7})).isEqualTo(2);
    }

    @Test
    void oneOutlierDoesNotTiltIt() {
        assertThat(Trend.slope(new float[] {1, 3, 5, 700, 9, 11, 13})).isEqualTo(2);
    }

    @Test
    void tenRisingValuesAreSignificant() {
        // S = 45, variance = 10 * 9 * 25 / 18 = 125
        float[] rising = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        assertThat(Trend.significance(rising)).isCloseTo(44 / Math.sqrt(125), within(1e-12));
    }

    @Test
    void equalValuesAreNoTrend() {
        assertThat(Trend.significance(new float[] {2, 2, 2, 2})).isZero();
        assertThat(Trend.slope(new float[] {2, 2, 2, 2})).isZero();
    }

    @Test
    void oneValueIsNoTrend() {
        assertThat(Trend.slope(new float[] {2})).isZero();
        assertThat(Trend.significance(new float[] {2})).isZero();
    }
}
