package io.descentry.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RobustLevelTest {
    @Test
    void aLineThatFallsIsExpectedToGoOnHalfAsFarAsItWould() {
        RobustLevel level = new RobustLevel(64);
        for (int i = 0; i < 64; i++) {
            level.add(-i);
        }
        // Halves 0..31 and 32..63 have medians -15.5 and -47.5; half of the way from there to the end is 64 / 8.
        assertThat(level.trend()).isEqualTo(-1);
        assertThat(level.expected()).isEqualTo(-47.5 - 8);
        assertThat(level.scale()).isZero();
    }

    @Test
    void aLineThatRisesIsNotExpectedToGoOn() {
        RobustLevel level = new RobustLevel(64);
        for (int i = 0; i < 64; i++) {
            level.add(i);
        }
        assertThat(level.trend()).isEqualTo(1);
        assertThat(level.expected()).isEqualTo(47.5);
    }

    @Test
    void theScaleIsTheDeviationThatHalfOfTheValuesReach() {
        RobustLevel level = new RobustLevel(64);
        for (int i = 0; i < 64; i++) {
            level.add(i % 2 == 0 ? 5 : 7);
        }
        assertThat(level.median()).isEqualTo(6);
        assertThat(level.scale()).isCloseTo(1.4826, within(1e-6));
    }

    @Test
    void aFewOutliersMoveNothing() {
        RobustLevel level = new RobustLevel(64);
        for (int i = 0; i < 64; i++) {
            level.add(i % 10 == 0 ? 1e30 : 2);
        }
        assertThat(level.expected()).isEqualTo(2);
        assertThat(level.scale()).isZero();
    }

    @Test
    void oldValuesAreForgotten() {
        RobustLevel level = new RobustLevel(16);
        for (int i = 0; i < 16; i++) {
            level.add(100);
        }
        for (int i = 0; i < 16; i++) {
            level.add(1);
        }
        assertThat(level.median()).isEqualTo(1);
        assertThat(level.size()).isEqualTo(16);
    }

    @Test
    void survivesStorage() {
        RobustLevel level = new RobustLevel(16);
        for (int i = 0; i < 21; i++) {
            level.add(Math.sin(i));
        }
        MemoryWriter out = new MemoryWriter();
        level.sync(out);
        RobustLevel read = new RobustLevel(16);
        read.sync(new MemoryReader(out.toBytes()));
        for (int i = 0; i < 9; i++) {
            level.add(i);
            read.add(i);
            assertThat(read.expected()).isEqualTo(level.expected());
            assertThat(read.scale()).isEqualTo(level.scale());
        }
    }

    @Test
    void aWindowMustBeLongEnoughForTwoMedians() {
        assertThatThrownBy(() -> new RobustLevel(15)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 33})
    void aWindowOfAnotherLengthTakesOverItsNewestValues(int window) {
        RobustLevel level = new RobustLevel(24);
        RobustLevel fresh = new RobustLevel(window);
        for (int i = 0; i < 30; i++) {
            level.add(i * i);
            if (i >= 6) {
                fresh.add(i * i);
            }
        }
        MemoryWriter out = new MemoryWriter();
        level.sync(out);
        RobustLevel read = new RobustLevel(window);
        read.sync(new MemoryReader(out.toBytes()));
        assertThat(read.size()).isEqualTo(fresh.size());
        assertThat(read.expected()).isEqualTo(fresh.expected());
    }
}
