package io.descentry.benchmarks.run;

import java.util.List;
import java.util.Locale;

/** The median of what several rounds gave, and how far they lie apart. */
record Spread(double median, double low, double high) {

    static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int size = sorted.size();
        double median = (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(size - 1));
    }

    /** With so many digits behind the point. */
    String text(int digits) {
        String format = "%,." + digits + "f";
        return String.format(Locale.ROOT, format + " (" + format + " to " + format + ")", median, low, high);
    }
}
