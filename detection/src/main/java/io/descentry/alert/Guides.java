package io.descentry.alert;

import io.descentry.detect.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.Set;

/**
 * What is known about alerts, by kind: one file of data each in {@code causes}, read once. A kind needs no guide: it is then
 * told by its name, and its runbook says the rest.
 */
final class Guides {
    private static final Map<Kind, Guide> BY_KIND = all();

    private Guides() {}

    static Guide of(Kind kind) {
        return BY_KIND.getOrDefault(kind, unwritten(kind));
    }

    private static Map<Kind, Guide> all() {
        Map<Kind, Guide> guides = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            guides.put(kind, read(kind));
        }
        return guides;
    }

    /** A bundle is data that the class loader reads; without a file it is missing. */
    private static Guide read(Kind kind) {
        String name = Guides.class.getPackageName() + ".causes." + kind.id();
        ResourceBundle data;
        try {
            data = ResourceBundle.getBundle(name, Locale.ROOT, Guides.class.getClassLoader());
        } catch (MissingResourceException e) {
            return unwritten(kind);
        }
        return GuideData.of(name, data);
    }

    /** What is said about a kind of which nothing but its name is known. */
    static Guide unwritten(Kind kind) {
        String words = kind.id().replace('_', ' ');
        String sentence = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + '.';
        return new Guide(words, sentence, List.of("see the runbook " + kind.alertName()), Set.of(), List.of());
    }
}
