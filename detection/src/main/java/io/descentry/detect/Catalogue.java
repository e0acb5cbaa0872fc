package io.descentry.detect;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The detectors of all kinds as one set of settings makes them. */
public final class Catalogue {
    private static final Map<String, Setting> SETTINGS = describe();
    private static final Catalogue STANDARD = make();

    private final Map<Kind, Tuned> byKind;

    private Catalogue(Map<Kind, Tuned> byKind) {
        this.byKind = byKind;
    }

    /** A setting that is not accepted. */
    public record Refusal(String key, String value, String reason) {
        private static final int SHOWN = 80;
        private static final int MOST = 10;

        /** The same in words. */
        public String text() {
            return shown(key) + " = " + shown(value) + ": " + reason;
        }

        /** The reasons of several in one line; without the values, for nobody knows what a mistaken one holds. */
        public static String reasons(List<Refusal> refusals) {
            String first = refusals.stream()
                    .limit(MOST)
                    .map(refusal -> shown(refusal.key()) + ": " + refusal.reason())
                    .collect(Collectors.joining("; "));
            return refusals.size() > MOST ? first + "; and " + (refusals.size() - MOST) + " more" : first;
        }

        private static String shown(String text) {
            return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        }
    }

    /** Detectors with other settings in force, and what of those was refused; what is refused leaves the old value. */
    public record Change(Catalogue catalogue, List<Refusal> refusals) {}

    /** Detectors with nothing set. */
    public static Catalogue standard() {
        return STANDARD;
    }

    /** Everything that can be set, by kind in the order in which detectors are asked. */
    public static List<Setting> settings() {
        return List.copyOf(SETTINGS.values());
    }

    /** One detector of each kind, in the order in which they are asked. */
    public List<Tuned> detectors() {
        return List.copyOf(byKind.values());
    }

    /** The detector of a kind. */
    public Tuned of(Kind kind) {
        Tuned tuned = byKind.get(kind);
        if (tuned == null) {
            throw new IllegalStateException("no detector of " + kind);
        }
        return tuned;
    }

    /**
     * These detectors with more things set.
     *
     * @param settings by key, for example {@code loss_spike.sigmas}
     */
    public Change with(Map<String, String> settings) {
        if (settings.isEmpty()) {
            return new Change(this, List.of());
        }
        Map<Kind, Tuned> changed = new EnumMap<>(byKind);
        List<Refusal> refusals = new ArrayList<>();
        // Bounds between parameters may hold only when all are set: what does not fit yet is tried again after the
        // others.
        Map<String, String> open = new LinkedHashMap<>(settings);
        int before;
        do {
            before = open.size();
            refusals.clear();
            open.entrySet().removeIf(entry -> take(entry.getKey(), entry.getValue(), changed, refusals));
        } while (!open.isEmpty() && open.size() < before);
        return new Change(new Catalogue(changed), List.copyOf(refusals));
    }

    private static boolean take(String key, String value, Map<Kind, Tuned> changed, List<Refusal> refusals) {
        Setting setting = SETTINGS.get(key);
        if (setting == null) {
            refusals.add(new Refusal(key, value, "there is no such setting"));
            return false;
        }
        try {
            Kind kind = Kind.of(setting.kind()).orElseThrow();
            changed.computeIfPresent(kind, (k, tuned) -> tuned.with(setting, value));
            return true;
        } catch (IllegalArgumentException e) {
            refusals.add(new Refusal(key, value, String.valueOf(e.getMessage())));
            return false;
        }
    }

    private static Catalogue make() {
        Map<Kind, Tuned> all = new EnumMap<>(Kind.class);
        Arrays.stream(Kind.values()).forEach(kind -> all.put(kind, Tuned.standard(kind)));
        return new Catalogue(all);
    }

    private static Map<String, Setting> describe() {
        Map<String, Setting> all = new LinkedHashMap<>();
        for (Kind kind : Kind.values()) {
            for (Setting setting : describe(kind)) {
                all.put(setting.key(), setting);
            }
        }
        return all;
    }

    private static List<Setting> describe(Kind kind) {
        List<Setting> all = new ArrayList<>();
        Patience patience = kind.detector(Map.of()).patience();
        all.add(word(kind, Tuned.ENABLED, Setting.Type.YES_OR_NO, "true", "whether it is looked for at all"));
        String severity = Tuned.OWN_SEVERITY;
        String own = kind.severity().name().toLowerCase(Locale.ROOT);
        all.add(word(
                kind, Tuned.SEVERITY, Setting.Type.SEVERITY, severity, "severity of its alerts; default is " + own));
        all.add(count(kind, Tuned.FIRE_AFTER, patience.fireAfter(), "firing answers in a row before it fires"));
        all.add(count(kind, Tuned.CLEAR_AFTER, patience.clearAfter(), "clear answers in a row before it is resolved"));
        for (RecordComponent component : kind.parameters().getRecordComponents()) {
            Parameter parameter = Parameters.of(component);
            boolean flag = component.getType() == boolean.class;
            boolean whole = component.getType() == int.class || component.getType() == long.class;
            all.add(new Setting(
                    kind.id() + '.' + Parameters.setting(component.getName()),
                    flag ? Setting.Type.YES_OR_NO : whole ? Setting.Type.WHOLE_NUMBER : Setting.Type.NUMBER,
                    flag ? Boolean.toString(parameter.value() != 0) : Setting.text(parameter.value()),
                    parameter.least(),
                    parameter.most(),
                    parameter.doc(),
                    parameter.source()));
        }
        return all;
    }

    private static Setting word(Kind kind, String name, Setting.Type type, String standard, String doc) {
        return new Setting(kind.id() + '.' + name, type, standard, Double.NaN, Double.NaN, doc, "ours");
    }

    private static Setting count(Kind kind, String name, int standard, String doc) {
        String key = kind.id() + '.' + name;
        String text = Integer.toString(standard);
        return new Setting(key, Setting.Type.WHOLE_NUMBER, text, 1, Tuned.MOST_PATIENCE, doc, "ours");
    }
}
