package io.descentry.peer;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The sorts of groups; a group's key is its sort, a colon and a name. */
public enum GroupSort {
    /** All jobs of a cluster, by its name; those that name none are one cluster too. */
    FLEET(Duration.ofSeconds(1), Integer.MAX_VALUE),
    /** Runs of one model, by {@code <project>/<model>}. */
    SIBLINGS(Duration.ofMinutes(10), Integer.MAX_VALUE),
    /** A run and those that are compared with it, by its job id. */
    REFERENCE(Duration.ofMinutes(10), 1_000);

    private final String prefix = name().toLowerCase(Locale.ROOT) + ":";

    private final Duration tick;
    private final int mostLive;

    GroupSort(Duration tick, int mostLive) {
        this.tick = tick;
        this.mostLive = mostLive;
    }

    /** Groups of a task that may be objects; the others are rows. A run is a group of its own, and is mostly told of in its first steps. */
    public int mostLive() {
        return mostLive;
    }

    /** How often its groups are told what time it is: a fleet waits for seconds, the others forget after days and are many. */
    public Duration tick() {
        return tick;
    }

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
