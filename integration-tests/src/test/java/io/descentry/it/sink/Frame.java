package io.descentry.it.sink;

import java.util.Collection;
import java.util.List;

/** The place of a curve within a panel: the smallest and greatest values, and how large the panel is in pixels. */
record Frame(double first, double last, double low, double high, double width, double height) {

    static Frame around(Collection<List<double[]>> series, double width, double height) {
        double first = Double.MAX_VALUE;
        double last = -Double.MAX_VALUE;
        double low = Double.MAX_VALUE;
        double high = -Double.MAX_VALUE;
        for (List<double[]> points : series) {
            for (double[] point : points) {
                first = Math.min(first, point[0]);
                last = Math.max(last, point[0]);
                low = Math.min(low, point[1]);
                high = Math.max(high, point[1]);
            }
        }
        return new Frame(first, Math.max(last, first + 1e-9), low, Math.max(high, low + 1e-9), width, height);
    }

    double x(double value) {
        return 50 + (value - first) / (last - first) * (width - 60);
    }

    double y(double value) {
        return height - 30 - (value - low) / (high - low) * (height - 60);
    }
}
