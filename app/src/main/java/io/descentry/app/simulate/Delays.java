package io.descentry.app.simulate;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How long alerts took, milliseconds.
 *
 * @param p99 what 99 of 100 do not exceed
 */
record Delays(int count, double median, double p99, double worst) {

    /** Those of some alerts; empty if there are none. */
    static Optional<Delays> of(List<Double> millis) {
        if (millis.isEmpty()) {
            return Optional.empty();
        }
        List<Double> sorted = millis.stream().sorted().toList();
        return Optional.of(new Delays(sorted.size(), at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1)));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%,d alerts, median %.0f ms, 99 %% %.0f ms, worst %.0f ms", count, median, p99, worst);
    }
}
