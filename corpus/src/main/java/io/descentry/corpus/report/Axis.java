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
 */
record Axis(double low, double high, boolean log, double from, double to) {
    /** From this ratio of the greatest to the smallest positive value on, only a logarithm shows both. */
    private static final double WIDE = 30;
    /** Share of the length that is left free at either end. */
    private static final double MARGIN = 0.05;

    private static final int TICKS = 4;

    /** A linear axis over whole numbers. */
    static Axis ofSteps(long first, long last, double from, double to) {
        return new Axis(first, Math.max(last, first + 1), false, from, to);
    }

    /** An axis on which all finite values of the curves find room. */
    static Axis of(List<Curve> curves, double from, double to) {
        double least = Double.POSITIVE_INFINITY;
        double leastPositive = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (Curve curve : curves) {
            for (int i = 0; i < curve.size(); i++) {
                double value = curve.value(i);
                if (Double.isFinite(value)) {
                    least = Math.min(least, value);
                    leastPositive = value > 0 ? Math.min(leastPositive, value) : leastPositive;
                    most = Math.max(most, value);
                }
            }
        }
        if (least > most) {
            return new Axis(0, 1, false, from, to);
        } else if (least >= 0 && most > 0 && most / leastPositive >= WIDE) {
            double room = Math.pow(most / leastPositive, MARGIN);
            return new Axis(Math.max(leastPositive / room, Double.MIN_NORMAL), cap(most * room), true, from, to);
        }
        double room = most > least ? MARGIN * (most / 2 - least / 2) * 2 : Math.max(Math.abs(most) * MARGIN, 1e-9);
        double low = least >= 0 && least < most / 2 ? 0 : -cap(-(least - room));
        return new Axis(low, cap(most + room), false, from, to);
    }

    private static double cap(double value) {
        return Math.min(value, Double.MAX_VALUE / 4);
    }

    /** Where a finite value is drawn; what lies outside is drawn at the edge. */
    double at(double value) {
        double share = log
                ? (Math.log(Math.max(value, low)) - Math.log(low)) / (Math.log(high) - Math.log(low))
                : (value - low) / (high - low);
        return from + Math.min(Math.max(share, 0), 1) * (to - from);
    }

    /** Round values to write at the axis, rising. */
    List<Double> ticks() {
        return log ? decades() : steps();
    }

    private List<Double> decades() {
        int first = (int) Math.floor(Math.log10(low));
        int last = (int) Math.floor(Math.log10(high) + 1e-9);
        int stride = (last - first) / (TICKS + 1) + 1;
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
        double rough = (high - low) / TICKS;
        double unit = Math.pow(10, Math.floor(Math.log10(rough)));
        double stride = unit * DoubleStream.of(1, 2, 5, 10)
                .filter(digit -> digit * unit >= rough)
                .findFirst()
                .orElse(10);
        var ticks = new ArrayList<Double>();
        for (double tick = Math.ceil(low / stride); tick * stride <= high && ticks.size() <= 3 * TICKS; tick++) {
            ticks.add(tick * stride);
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
        return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
    }
}
