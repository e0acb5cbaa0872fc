package io.descentry.detect;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The detector of one kind as a set of settings makes it.
 *
 * @param enabled whether it is asked at all
 * @param severity severity of its alerts instead of the detector's own, if it is set
 * @param patience how its answers become alerts
 * @param settings what was set, by name within the kind
 */
public record Tuned(
        Kind kind,
        Detector<?> detector,
        boolean enabled,
        Optional<Severity> severity,
        Patience patience,
        Map<String, String> settings) {
    static final String ENABLED = "enabled";
    static final String SEVERITY = "severity";
    static final String FIRE_AFTER = "fire-after";
    static final String CLEAR_AFTER = "clear-after";
    static final String OWN_SEVERITY = "default";
    static final int MOST_PATIENCE = 100_000;

    static Tuned standard(Kind kind) {
        Detector<?> detector = kind.detector(Map.of());
        return new Tuned(kind, detector, true, Optional.empty(), detector.patience(), Map.of());
    }

    /**
     * The same with one more thing set.
     *
     * @throws IllegalArgumentException if the value is not accepted, or does not go with the others
     */
    Tuned with(Setting setting, String text) {
        Map<String, String> all = new TreeMap<>(settings);
        all.put(setting.name(), text.strip());
        double value = number(setting, text.strip());
        return switch (setting.name()) {
            case ENABLED -> new Tuned(kind, detector, value != 0, severity, patience, all);
            case SEVERITY -> new Tuned(kind, detector, enabled, severity(text.strip()), patience, all);
            case FIRE_AFTER ->
                new Tuned(kind, detector, enabled, severity, new Patience((int) value, patience.clearAfter()), all);
            case CLEAR_AFTER ->
                new Tuned(kind, detector, enabled, severity, new Patience(patience.fireAfter(), (int) value), all);
            default -> new Tuned(kind, kind.detector(numbers(all)), enabled, severity, patience, all);
        };
    }

    private Map<String, Double> numbers(Map<String, String> all) {
        Map<String, Double> numbers = new TreeMap<>();
        for (var component : kind.parameters().getRecordComponents()) {
            String text = all.get(Parameters.setting(component.getName()));
            if (text != null) {
                Class<?> type = component.getType();
                numbers.put(component.getName(), type == boolean.class ? flag(text) : Double.parseDouble(text));
            }
        }
        return numbers;
    }

    private static double number(Setting setting, String text) {
        if (setting.type() == Setting.Type.SEVERITY) {
            return Double.NaN;
        }
        if (setting.type() == Setting.Type.YES_OR_NO) {
            return flag(text);
        }
        double value;
        try {
            value = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is no number", e);
        }
        if (setting.type() == Setting.Type.WHOLE_NUMBER && value != Math.rint(value)) {
            throw new IllegalArgumentException("is no whole number");
        }
        if (!(value >= setting.least() && value <= setting.most())) {
            throw new IllegalArgumentException("is out of range, must be " + setting.range());
        }
        return value;
    }

    private static double flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> 1;
            case "false" -> 0;
            default -> throw new IllegalArgumentException("must be true or false");
        };
    }

    private static Optional<Severity> severity(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        if (name.equals(OWN_SEVERITY)) {
            return Optional.empty();
        }
        for (Severity severity : Severity.values()) {
            if (severity.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(severity);
            }
        }
        throw new IllegalArgumentException("must be info, warning, critical or default");
    }
}
