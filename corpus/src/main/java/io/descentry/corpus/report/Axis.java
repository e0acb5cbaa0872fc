package io.descentry.corpus.report;

import io.descentry.corpus.Curve;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Maps values to pixels.
 *
 * @param low value at {@code from}
 * @param high value at {@code to}; above {@code low}
 * @param log whether equal distances are equal ratios
 * @param most so many numbers find room
 */
record Axis(double low, double high, boolean log, double from, double to, double most) {
    /** From this ratio of the greatest to the smallest positive value on, only a logarithm shows both. */
    private static final double WIDE = 30;
    /** Share of the length that is left free at either end. */
    private static final double MARGIN = 0.05;

    /** Room that a number needs, pixels upwards. */
    private static final double ROOM = 32;

    private static final int STEPS = 9;
    /** Beyond this size, and below its inverse, all values are one, so that ratios of ratios are finite. */
    private static final double HUGE = 1e140;

    /** A linear axis over whole numbers. */
    static Axis ofSteps(long first, long last, double from, double to) {
        return new Axis((double) first, (double) Math.max(last, first + 1), false, from, to, STEPS);
    }

    /** An axis on which all finite values of the curves find room. */
    static Axis of(List<Curve> curves, double from, double to) {
        double least = Double.POSITIVE_INFINITY;
        double leastPositive = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (Curve curve : curves) {
            for (int i = 0; i < curve.size(); i++) {
                if (Double.isFinite(curve.value(i))) {
                    double value = Math.min(Math.max(curve.value(i), -HUGE), HUGE);
                    least = Math.min(least, value);
                    leastPositive = value > 0 ? Math.min(leastPositive, Math.max(value, 1 / HUGE)) : leastPositive;
                    greatest = Math.max(greatest, value);
                }
            }
        }
        double most = Math.abs(to - from) / ROOM;
        if (least > greatest) {
            return new Axis(0, 1, false, from, to, most);
        } else if (least >= 0 && greatest > 0 && greatest / leastPositive >= WIDE) {
            double room = Math.pow(greatest / leastPositive, MARGIN);
            return new Axis(leastPositive / room, greatest * room, true, from, to, most);
        }
        double room = room(least, greatest);
        double low = least >= 0 && least < greatest / 2 ? 0 : least - room;
        return new Axis(low, greatest + room, false, from, to, most);
    }

    /** Never so little that the numbers at the axis could not be told from each other. */
    private static double room(double least, double greatest) {
        double size = Math.max(Math.abs(least), Math.abs(greatest));
        return greatest > least
                ? Math.max(MARGIN * (greatest - least), Math.max(1e-6 * size, 1e-290))
                : Math.max(size / 2, 1e-3);
    }

    /** Where a finite value is drawn; what lies outside is drawn at the edge. */
    double at(double value) {
        double share = log
                ? (Math.log(Math.max(value, low)) - Math.log(low)) / (Math.log(high) - Math.log(low))
                : (value - low) / (high - low);
        return from + Math.min(Math.max(share, 0), 1) * (to - from);
    }

    /** Where a step is drawn. */
    double at(long step) {
        return at((double) step);
    }

    /** Round values to write at the axis, rising. */
    List<Double> ticks() {
        return log ? decades() : steps();
    }

    private List<Double> decades() {
        int first = (int) Math.floor(Math.log10(low));
        int last = (int) Math.floor(Math.log10(high) + 1e-9);
        int stride = (int) ((last - first) / (most + 1)) + 1;
        double[] digits = high / low < 300 ? new double[] {1, 2, 5} : new double[] {1};
        var ticks = new ArrayList<Double>();
        for (int exponent = first; exponent <= last; exponent += stride) {
            for (double digit : digits) {
                double tick = digit * Math.pow(10, exponent);
                if (tick >= low && tick <= high) {
                    ticks.add(tick);
                }
            }
        }
        return ticks;
    }

    private List<Double> steps() {
        double rough = (high - low) / most;
        double unit = Math.pow(10, Math.floor(Math.log10(rough)));
        double stride = unit
                * DoubleStream.of(1, 2, 5, 10)
                        .filter(digit -> digit * unit >= rough)
                        .findFirst()
                        .orElse(10);
        var ticks = new ArrayList<Double>();
        double first = Math.ceil(low / stride);
        for (int i = 0; i <= 2 * most && (first + i) * stride <= high; i++) {
            ticks.add((first + i) * stride);
        }
        return ticks;
    }

    /** A number as short as it can be read, to 4 significant digits. */
    static String label(double value) {
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size >= 1e6 || size < 1e-3) {
            return String.format(Locale.ROOT, "%.1e", value)
                    .replace(".0e", "e")
                    .replace("e+0", "e")
                    .replace("e+", "e")
                    .replace("e-0", "e-");
        }
        return new BigDecimal(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
