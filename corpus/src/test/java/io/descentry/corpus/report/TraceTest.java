package io.descentry.corpus.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.descentry.corpus.Curve;
import io.descentry.corpus.report.Trace.Gap;
import io.descentry.corpus.report.Trace.Sort;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static final Axis VALUES = new Axis(0, 100, false, 100, 0, 3);

    @Test
    void few_values_are_a_line_through_all_of_them() {
        assertThat(trace(10, 0, 50, 100)).isEqualTo(new Trace("M0,100L10,50L20,0", List.of()));
    }

    @Test
    void a_value_that_is_not_finite_breaks_the_line_and_leaves_a_mark() {
        Trace trace = trace(10, 0, Double.NaN, 50, Double.POSITIVE_INFINITY, 0, 50);

        assertThat(trace.path()).isEqualTo("M0,100h0M20,50h0M40,100L50,50");
        assertThat(trace.gaps()).containsExactly(new Gap(10, Sort.NAN), new Gap(30, Sort.POS_INF));
    }

    @Test
    void nothing_is_drawn_of_a_curve_without_finite_values() {
        assertThat(trace(10, Double.NaN, Double.NEGATIVE_INFINITY).path()).isEmpty();
    }

    @Test
    void a_long_run_keeps_its_only_spike_and_its_only_dip() {
        double[] values = new double[100_000];
        Arrays.fill(values, 50);
        values[43_210] = 100;
        values[43_211] = 0;
        Trace trace = trace(0.001, values);

        assertThat(trace.path()).contains("L43.2,0L43.2,100").hasSizeLessThan(4 * 67 * 12);
    }

    @Test
    void ranks_of_one_step_make_an_upright_line() {
        Curve curve = Curve.of(new long[] {0, 0, 0, 0, 9, 9}, new double[] {10, 90, 50, 20, 10, 30});

        assertThat(Trace.of(curve, new Axis(0, 10, false, 0, 100, 3), VALUES).path())
                .isEqualTo("M0,90L0,10L0,80L90,90L90,70");
    }

    /** One value a step, steps so many pixels apart. */
    private static Trace trace(double pixels, double... values) {
        var steps = new Axis(0, values.length, false, 0, pixels * values.length, 3);
        return Trace.of(Curve.of(LongStream.range(0, values.length).toArray(), values), steps, VALUES);
    }
}
