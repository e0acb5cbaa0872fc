package io.descentry.alert;

import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import org.jspecify.annotations.Nullable;

/** The alert of one kind in one job: at most one is open, and the last openings are remembered. */
final class AlertState implements Memory {
    /** Openings that are remembered to tell when an illness keeps coming back. */
    static final int STRIKES = 3;

    private static final long NEVER = Long.MIN_VALUE;

    @Nullable
    Episode episode;

    boolean open;
    int firingInRow;
    int clearInRow;
    boolean relapsed;
    long coolUntilMillis = NEVER;
    private final long[] openedAtMillis = {NEVER, NEVER, NEVER};

    /** Whether there is nothing to remember. */
    boolean isBlank() {
        return episode == null && coolUntilMillis == NEVER && openedAtMillis[0] == NEVER;
    }

    /** Notes an opening. */
    void strike(long timeMillis) {
        System.arraycopy(openedAtMillis, 0, openedAtMillis, 1, STRIKES - 1);
        openedAtMillis[0] = timeMillis;
    }

    /** Whether the last opening is the third within {@code span}. */
    boolean isThirdStrike(long spanMillis) {
        long oldest = openedAtMillis[STRIKES - 1];
        return oldest != NEVER && openedAtMillis[0] - oldest <= spanMillis;
    }

    @Override
    public void sync(MemoryIo io) {
        boolean ill = io.bool(episode != null);
        if (ill && episode == null) {
            episode = new Episode();
        }
        if (ill && episode != null) {
            episode.sync(io);
        }
        open = io.bool(open);
        firingInRow = io.i32(firingInRow);
        clearInRow = io.i32(clearInRow);
        relapsed = io.bool(relapsed);
        coolUntilMillis = io.i64(coolUntilMillis);
        for (int i = 0; i < STRIKES; i++) {
            openedAtMillis[i] = io.i64(openedAtMillis[i]);
        }
    }
}
