package io.descentry.peer;

import java.util.Locale;

/** What jobs can share, narrowest first: of two that explain an outbreak equally well, the first is named. */
enum FactorSort {
    DEVICE,
    HOST,
    RACK,
    DATASET,
    IMAGE,
    PROJECT,
    CLUSTER;

    private static final FactorSort[] ALL = values();

    static int count() {
        return ALL.length;
    }

    static FactorSort at(int ordinal) {
        return ALL[ordinal];
    }

    /** The word for it, for example {@code host}. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether a share of ill jobs may be usual for it: of owners and what they run, not of machines. */
    boolean hasHabits() {
        return this == DATASET || this == IMAGE || this == PROJECT;
    }
}
