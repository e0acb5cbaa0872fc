package io.descentry.alert;

import io.descentry.detect.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.function.Function;

/**
 * The data of a guide. Lists of words are parted by {@code ;}, lists of names by spaces, and clues carry their weight:
 *
 * <pre>
 * phrase   = loss spike
 * summary  = The training loss leapt far above its level.
 * aid      = restart some 100 steps before the spike and skip its batches
 * leads_to = non_finite dead_relu
 * causes   = learning_rate_too_high bad_batch
 *
 * bad_batch.prior    = 0.3
 * bad_batch.why      = a batch is corrupt or far from the others
 * bad_batch.confirm  = the same batch makes the loss leap again from an older checkpoint
 * bad_batch.remedies = look at the batch of the named step; skip it
 * bad_batch.for      = input_leapt:3 after.input_scale:1 !rate_rose:0.5
 * bad_batch.against  = rate_rose:2
 * </pre>
 *
 * A name is a {@link Clue} in small letters, {@code after.<kind>} (such an alert was there before), {@code among.<kind>} (an alert
 * about several jobs has such ones) or {@code subject.<start>} (what the alert is about); {@code !} counts where it is certain that
 * the clue is not there.
 */
final class GuideData {
    private static final String AFTER = "after.";
    private static final String AMONG = "among.";
    private static final String SUBJECT = "subject.";

    private final String file;
    private final ResourceBundle data;

    private GuideData(String file, ResourceBundle data) {
        this.file = file;
        this.data = data;
    }

    static Guide of(String file, ResourceBundle data) {
        return new GuideData(file, data).guide();
    }

    private Guide guide() {
        return new Guide(data.getString("phrase"), data.getString("summary"), phrases("aid"), leadsTo(), causes());
    }

    /** Kinds that are not in service are passed over. */
    private Set<Kind> leadsTo() {
        EnumSet<Kind> kinds = EnumSet.noneOf(Kind.class);
        names("leads_to").forEach(id -> Kind.of(id).ifPresent(kinds::add));
        return Set.copyOf(kinds);
    }

    private List<PossibleCause> causes() {
        List<PossibleCause> causes = new ArrayList<>();
        for (String id : names("causes")) {
            causes.add(new PossibleCause(
                    id,
                    prior(id),
                    data.getString(id + ".why"),
                    data.getString(id + ".confirm"),
                    phrases(id + ".remedies"),
                    clues(id + ".for"),
                    clues(id + ".against")));
        }
        return List.copyOf(causes);
    }

    private double prior(String id) {
        double prior = number(id + ".prior", data.getString(id + ".prior"));
        if (!(prior > 0 && prior < 1)) {
            throw wrong(id + ".prior", "is between 0 and 1");
        }
        return prior;
    }

    private List<Weighed> clues(String key) {
        return names(key).stream()
                .map(entry -> clue(key, entry))
                .sorted(PossibleCause.HEAVIEST)
                .toList();
    }

    private Weighed clue(String key, String entry) {
        int colon = entry.indexOf(':');
        if (colon < 0) {
            throw wrong(key, entry + " has no weight");
        }
        double weight = number(key, entry.substring(colon + 1));
        if (!(weight > 0)) {
            throw wrong(key, entry + " has a weight above 0");
        }
        boolean present = !entry.startsWith("!");
        String name = entry.substring(present ? 0 : 1, colon);
        return new Weighed(name, look(key, name), present, weight);
    }

    private Function<Scene, Optional<Sign>> look(String key, String name) {
        if (name.startsWith(AFTER)) {
            String kind = name.substring(AFTER.length());
            return scene -> Kind.of(kind).flatMap(scene::since);
        }
        if (name.startsWith(AMONG)) {
            String kind = name.substring(AMONG.length());
            return scene -> Kind.of(kind).flatMap(scene::has);
        }
        if (name.startsWith(SUBJECT)) {
            String start = name.substring(SUBJECT.length());
            return scene -> Sign.when(scene.firing().subject().startsWith(start), "it is about the " + start);
        }
        for (Clue clue : Clue.values()) {
            if (clue.id().equals(name)) {
                return clue::look;
            }
        }
        throw wrong(key, "no clue is called " + name);
    }

    private double number(String key, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw wrong(key, text + " is no number");
        }
    }

    private List<String> names(String key) {
        return split(key, "\\s+");
    }

    private List<String> phrases(String key) {
        return split(key, "\\s*;\\s*");
    }

    private List<String> split(String key, String at) {
        if (!data.containsKey(key)) {
            return List.of();
        }
        String text = data.getString(key).strip();
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(at, -1));
    }

    private IllegalArgumentException wrong(String key, String what) {
        return new IllegalArgumentException(String.format(Locale.ROOT, "%s, %s: %s", file, key, what));
    }
}
