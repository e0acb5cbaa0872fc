package io.descentry.corpus.cluster;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A fault of the cluster that strikes several jobs. */
public enum FleetFault {
    /** A host flips bits in the weights of three of its jobs. */
    BAD_HOST("bad-host", "host"),
    /** A new version of a data set, which twelve jobs read, was never scaled. */
    BAD_DATASET("bad-dataset", "dataset"),
    /** A rack loses its power: every rank in it falls silent, and jobs that reach into it wait for ever. */
    RACK_OUTAGE("rack-outage", "rack");

    private final String id;
    private final String factor;

    FleetFault(String id, String factor) {
        this.id = id;
        this.factor = factor;
    }

    /** What the command line calls it. */
    public String id() {
        return id;
    }

    /** What its members have in common. */
    public String factor() {
        return factor;
    }

    /**
     * The fault of an id.
     *
     * @throws IllegalArgumentException if there is none; the message lists them
     */
    public static FleetFault of(String id) {
        return Arrays.stream(values())
                .filter(fault -> fault.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException('"' + id + "\" is none of "
                        + Arrays.stream(values()).map(FleetFault::id).collect(Collectors.joining(", "))));
    }
}
