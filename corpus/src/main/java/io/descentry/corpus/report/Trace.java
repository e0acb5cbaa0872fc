package io.descentry.corpus.report;

import io.descentry.corpus.Curve;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A curve as it is drawn: a path of the finite values, broken where there are none, and a place for each value that is
 * not finite.
 *
 * @param path of SVG; empty if no value is finite
 */
record Trace(String path, List<Gap> gaps) {
    /*
     * Of the values that share a column of pixels the first, the least, the greatest and the last are kept, in their
     * order (M4 [1]): a line through them covers the pixels that a line through all would cover, so that no spike is
     * lost, however long the run.
     *
     * [1] U. Jugel, Z. Jerzak, G. Hackenbroich, V. Markl: M4: A Visualization-Oriented Time Series Data Aggregation,
     *     PVLDB 7(10), 2014.
     */

    /** Width of a column, pixels. */
    private static final double COLUMN = 1.5;

    /** A column with a value that is not finite. */
    record Gap(double x, Sort sort) {}

    /** How a value is not finite. */
    enum Sort {
        NAN("\u00d7 NaN"),
        POS_INF("\u25b2 infinite"),
        NEG_INF("\u25bc -infinite");

        private final String words;

        Sort(String words) {
            this.words = words;
        }

        /** What a legend says. */
        String words() {
            return words;
        }

        boolean isIn(Curve curve) {
            return IntStream.range(0, curve.size())
                    .mapToDouble(curve::value)
                    .anyMatch(value -> !Double.isFinite(value) && of(value) == this);
        }

        static Sort of(double value) {
            return Double.isNaN(value) ? NAN : value > 0 ? POS_INF : NEG_INF;
        }
    }

    static Trace of(Curve curve, Axis steps, Axis values) {
        var path = new StringBuilder();
        var gaps = new ArrayList<Gap>();
        boolean pen = false;
        for (int from = 0, to; from < curve.size(); from = to) {
            double x = steps.at(curve.step(from));
            if (!Double.isFinite(curve.value(from))) {
                to = from + 1;
                pen = false;
                add(gaps, new Gap(x, Sort.of(curve.value(from))));
                continue;
            }
            to = endOfColumn(curve, from, steps);
            boolean alone = !pen && to - from == 1 && endsStroke(curve, to);
            for (int place : kept(curve, from, to)) {
                path.append(pen ? 'L' : 'M')
                        .append(Markup.pixel(steps.at(curve.step(place))))
                        .append(',')
                        .append(Markup.pixel(values.at(curve.value(place))));
                pen = true;
            }
            if (alone) {
                path.append("h0");
            }
        }
        return new Trace(path.toString(), gaps);
    }

    /** A stroke of one value is seen as the round cap of a line of no length. */
    private static boolean endsStroke(Curve curve, int to) {
        return to == curve.size() || !Double.isFinite(curve.value(to));
    }

    private static void add(List<Gap> gaps, Gap gap) {
        boolean known = gaps.stream().anyMatch(other -> other.sort == gap.sort && Math.abs(other.x - gap.x) < COLUMN);
        if (!known) {
            gaps.add(gap);
        }
    }

    private static int endOfColumn(Curve curve, int from, Axis steps) {
        long column = column(curve, from, steps);
        int to = from + 1;
        while (to < curve.size() && Double.isFinite(curve.value(to)) && column(curve, to, steps) == column) {
            to++;
        }
        return to;
    }

    private static long column(Curve curve, int place, Axis steps) {
        return (long) (steps.at(curve.step(place)) / COLUMN);
    }

    private static int[] kept(Curve curve, int from, int to) {
        int least = from;
        int most = from;
        for (int i = from; i < to; i++) {
            least = curve.value(i) < curve.value(least) ? i : least;
            most = curve.value(i) > curve.value(most) ? i : most;
        }
        return IntStream.of(from, least, most, to - 1).sorted().distinct().toArray();
    }
}
