package io.descentry.benchmarks.run;

import io.descentry.benchmarks.load.Load;
import io.descentry.benchmarks.peer.Peers;
import java.util.Set;

/**
 * How much is measured.
 *
 * @param peers that take part
 * @param rounds in which each has a turn
 * @param records published ahead
 * @param warmUpMillis in which each peer may begin laps before the first round; 0 for none
 * @param millis that a turn is measured at most
 */
record Plan(Set<Peers> peers, int rounds, long records, long warmUpMillis, long millis) {
    /** Of the load that all peers are compared with. */
    static final int JOBS = 1_000;

    /** Of each job of that load. */
    static final int LAYERS = 50;

    /** Time between two commits, milliseconds. */
    static final int COMMIT = 1_000;

    /** Steps of each job before those that are measured: by then detectors know their levels. */
    static final int FIRST_STEPS = 100;

    private static final int WARM_UP_LAP_MILLIS = 10_000;

    /** The turn of a peer. */
    Cast.Turn turn(Load load) {
        long records = records(load);
        long first = Math.min((long) FIRST_STEPS * load.jobs() * load.ranks(), records / 4);
        return new Cast.Turn(1, COMMIT, first, records, 0, millis);
    }

    /** Records of a load that are published ahead: fewer where they are larger, as memory has to hold them. */
    long records(Load load) {
        return load.layers() <= LAYERS ? records : records * LAYERS / load.layers();
    }

    /** A turn before the first round. */
    Cast.Turn warmUp() {
        return new Cast.Turn(1, COMMIT, 1, records, 0, WARM_UP_LAP_MILLIS);
    }
}
