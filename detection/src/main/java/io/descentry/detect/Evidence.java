package io.descentry.detect;

import java.util.Locale;

/**
 * One number that a person can check.
 *
 * @param series what was measured, for example {@code grad_norm of fc1}
 * @param step at which step
 * @param observed the measured value; may be non-finite
 * @param expected what would have been normal; NaN if there is no such value
 * @param bar what it crossed; NaN if there is no such value
 * @param windowSteps over how many steps it was judged; 0 if at one step
 */
public record Evidence(String series, long step, double observed, double expected, double bar, int windowSteps) {

    /** The same in words, for example {@code grad_norm 9.0 at step 5: expected 1.25, bar 3.74}. */
    public String text() {
        var text = new StringBuilder(series)
                .append(' ')
                .append(number(observed))
                .append(" at step ")
                .append(step);
        if (Double.isFinite(expected)) {
            text.append(": expected ").append(number(expected));
        }
        if (Double.isFinite(bar)) {
            text.append(Double.isFinite(expected) ? ", bar " : ": bar ").append(number(bar));
        }
        if (windowSteps > 0) {
            text.append(", over ").append(windowSteps).append(" steps");
        }
        return text.toString();
    }

    /** A number with as many digits as a person reads. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1e6;
        return whole ? Long.toString((long) value) : String.format(Locale.ROOT, "%.4g", value);
    }
}
