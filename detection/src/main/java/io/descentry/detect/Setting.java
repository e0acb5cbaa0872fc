package io.descentry.detect;

import java.util.Locale;

/**
 * One thing that can be set about the detector of a kind.
 *
 * @param key {@code <kind>.<name>}, for example {@code loss_spike.sigmas}
 * @param type what its values are
 * @param standard value in force where nothing is set, as text
 * @param least least number that is accepted; NaN where values are no numbers
 * @param most greatest number that is accepted; NaN where values are no numbers
 * @param doc what it means
 * @param source where the standard value comes from
 */
public record Setting(String key, Type type, String standard, double least, double most, String doc, String source) {

    /** Whole numbers up to here are written without an exponent. */
    private static final double WHOLE = 1e9;

    /** What the values of a setting are. */
    public enum Type {
        NUMBER,
        WHOLE_NUMBER,
        YES_OR_NO,
        SEVERITY;

        /** In words, for example {@code whole number}. */
        public String words() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** The kind that it is about. */
    public String kind() {
        return key.substring(0, key.indexOf('.'));
    }

    /** Its name within the kind. */
    public String name() {
        return key.substring(key.indexOf('.') + 1);
    }

    /** The values that are accepted, in words, for example {@code 1 to 100}. */
    public String range() {
        return switch (type) {
            case YES_OR_NO -> "true or false";
            case SEVERITY -> "info, warning, critical or default";
            default -> text(least) + " to " + text(most);
        };
    }

    /** A number with all its digits, as it can be set. */
    static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < WHOLE
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
