package io.descentry.app.settings;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that a mistyped one was meant to be. */
final class Nearest {
    private Nearest() {}

    /** The nearest of the names by Levenshtein distance, if at most a third of the letters differ. */
    static Optional<String> to(String typed, Collection<String> names) {
        String best = null;
        int bestDistance = Math.max(2, typed.length() / 3) + 1;
        for (String name : names) {
            int distance = distance(typed, name);
            if (distance < bestDistance) {
                bestDistance = distance;
                best = name;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(diagonal + change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
