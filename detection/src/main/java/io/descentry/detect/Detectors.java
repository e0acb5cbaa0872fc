package io.descentry.detect;

import java.util.Arrays;
import java.util.List;

/** The detectors that are in service: one of each {@link Kind}. */
public final class Detectors {
    private static final List<Detector<?>> ALL = make();

    private Detectors() {}

    /** Every detector with its default parameters, in the order in which they are asked. */
    public static List<Detector<?>> all() {
        return ALL;
    }

    private static List<Detector<?>> make() {
        return Arrays.stream(Kind.values()).<Detector<?>>map(Kind::detector).toList();
    }
}
