package io.descentry.peer;

/** The steps at which runs are compared: four in each doubling, from 64 on. */
public final class Milestones {
    private static final long FIRST = 64;

    private Milestones() {}

    /** The last milestone up to a step, or -1 before the first. */
    public static long upTo(long step) {
        if (step < FIRST) {
            return -1;
        }
        long quarter = Long.highestOneBit(step) / 4;
        return step / quarter * quarter;
    }
}
