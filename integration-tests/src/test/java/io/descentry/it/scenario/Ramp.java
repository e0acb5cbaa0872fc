package io.descentry.it.scenario;

/**
 * A number that changes over a span of steps: {@code 2.0}, {@code NaN}, or {@code 2.0 to 0.5}, which falls by the same
 * factor each step, as losses do.
 */
record Ramp(double from, double to) {

    static Ramp parse(String text) {
        String[] ends = text.split(" to ", 2);
        double from = Double.parseDouble(ends[0].trim());
        return new Ramp(from, ends.length == 1 ? from : Double.parseDouble(ends[1].trim()));
    }

    /** @param share of the span that is over, 0 to 1 */
    double at(double share) {
        return from == to || !Double.isFinite(from) ? from : from * Math.pow(to / from, share);
    }
}
