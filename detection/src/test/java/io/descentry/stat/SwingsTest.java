package io.descentry.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SwingsTest {
    @Test
    void turnsAreCountedFromASizeOn() {
        float[] x = {0, 1, 0, 1, 0.5f, 1, 0};
        assertThat(Swings.turns(x, 0, x.length, 1)).isEqualTo(4);
        assertThat(Swings.turns(x, 0, x.length, 0.5)).isEqualTo(6);
        assertThat(Swings.turns(x, 0, x.length, 1.1)).isZero();
        assertThat(Swings.turns(x, 2, 4, 1)).isEqualTo(1);
    }

    @Test
    void aMonotoneSeriesTurnsOnceAtMost() {
        float[] falling = {5, 4, 3, 2, 1};
        assertThat(Swings.turns(falling, 0, 5, 1)).isEqualTo(1);
    }

    @Test
    void whatRepeatsItselfHasARhythm() {
        float[] wave = new float[64];
        float[] noise = new float[64];
        float[] line = new float[64];
        Random random = new Random(5);
        for (int i = 0; i < 64; i++) {
            wave[i] = (float) Math.sin(i * 2 * Math.PI / 8) + i;
            noise[i] = (float) random.nextGaussian();
            line[i] = i;
        }
        assertThat(Swings.rhythm(wave)).isCloseTo(60.0 / 64, offset(0.05));
        assertThat(Swings.rhythm(noise)).isLessThan(0.35);
        assertThat(Swings.rhythm(line)).isCloseTo(0, offset(1e-9));
        assertThat(Swings.rhythm(new float[64])).isZero();
    }
}
