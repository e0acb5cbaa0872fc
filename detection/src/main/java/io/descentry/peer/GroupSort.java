package io.descentry.peer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The sorts of groups; a group's key is its sort, a colon and a name. */
public enum GroupSort {
    /** All jobs of a cluster, by its name; those that name none are one cluster too. */
    FLEET,
    /** Runs of one model, by {@code <project>/<model>}. */
    SIBLINGS,
    /** A run and those that are compared with it, by its job id. */
    REFERENCE;

    private final String prefix = name().toLowerCase(Locale.ROOT) + ":";

    /** Key of the group of a name. */
    public String key(String name) {
        return prefix + name;
    }

    /** The name in a key of this sort. */
    public String name(String key) {
        return key.substring(prefix.length());
    }

    /** The sort that a key names, if it names one. */
    public static Optional<GroupSort> of(String key) {
        return Arrays.stream(values())
                .filter(sort -> key.startsWith(sort.prefix))
                .findFirst();
    }
}
