package io.descentry.corpus.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.descentry.corpus.Curve;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a loss that halves is linear,           '2 1.5 1',          false, '1 1.5 2'",
        "a loss that falls to a third has a zero, '3 2 1',           false, '0 1 2 3'",
        "a loss that falls by decades is log,    '2 0.1 0.002',      true,  '0.01 0.1 1'",
        "zeros do not matter to a log axis,      '2 0 0.002',        true,  '0.01 0.1 1'",
        "between the two there are more numbers, '1 0.02',           true,  '0.02 0.05 0.1 0.2 0.5 1'",
        "negative values need a linear axis,     '-1000 0 1',        false, '-1000 -500 0'",
        "a spike of 10^30 finds room,            '1 1e30',           true,  '10000 1e10 1e16 1e22 1e28'",
        "a constant lies in the middle,          '3 3',              false, '2 3 4'",
        "nothing finite,                         'NaN Infinity',     false, '0 0.5 1'"
    })
    void fits_the_values(String claim, String values, boolean log, String ticks) {
        Axis axis = axis(Arrays.stream(values.split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray());

        assertThat(axis.log()).isEqualTo(log);
        assertThat(String.join(" ", axis.ticks().stream().map(Axis::label).toList()))
                .isEqualTo(ticks);
    }

    @Test
    void what_lies_outside_is_drawn_at_the_edge() {
        Axis axis = axis(1, 1000, 0);

        assertThat(axis.at(0)).isEqualTo(150);
        assertThat(axis.at(1000)).isCloseTo(0, within(10.0));
        assertThat(axis.at(Double.MAX_VALUE)).isZero();
    }

    @Test
    void any_finite_values_give_an_axis_with_few_numbers() {
        var random = new Random(4);
        for (int round = 0; round < 5_000; round++) {
            double[] values = DoubleStream.generate(() -> Double.longBitsToDouble(random.nextLong()))
                    .limit(1 + random.nextInt(3))
                    .toArray();
            Axis axis = axis(values);
            assertThat(axis.ticks()).as(Arrays.toString(values)).hasSizeLessThan(20);
            assertThat(axis.high()).isGreaterThan(axis.low()).isFinite();
            for (double value : values) {
                if (Double.isFinite(value)) {
                    assertThat(axis.at(value)).as(Arrays.toString(values)).isBetween(0.0, 150.0);
                }
            }
        }
        assertThat(axis(1e17, 1e17 + 16).ticks()).hasSizeLessThan(20);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1.5, 1.5", "1234567, 1.2e6", "0.00012, 1.2e-4", "1e-30, 1e-30", "250000, 250000", "-0.5, -0.5"
    })
    void numbers_are_short(double value, String label) {
        assertThat(Axis.label(value)).isEqualTo(label);
    }

    private static Axis axis(double... values) {
        return Axis.of(List.of(Curve.of(LongStream.range(0, values.length).toArray(), values)), 150, 0);
    }
}
