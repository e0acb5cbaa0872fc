package io.descentry.it.state;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Holds up one commit, after memories and alerts were sent, for as long as a test likes. Holds nothing before it is told to. */
final class CommitHold {
    private volatile Moment moment = Moment.NEVER;
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Where the commit of a transaction stands. */
    enum Moment {
        NEVER,
        /** All is sent but the position. */
        BEFORE_THE_POSITION,
        /** The position is sent too; only the end of the transaction is missing. */
        BEFORE_THE_END
    }

    /** The next commit that comes to that moment is held there. */
    void next(Moment chosen) {
        moment = chosen;
    }

    /** A commit stands at a moment; returns when it may go on. */
    void at(Moment here) {
        if (here != moment) {
            return;
        }
        moment = Moment.NEVER;
        held.countDown();
        try {
            if (!released.await(3, TimeUnit.MINUTES)) {
                throw new IllegalStateException("a commit was held and nobody let it go");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether one is, or was, held. */
    boolean holds() {
        return held.getCount() == 0;
    }

    /** Lets it go on. */
    void release() {
        released.countDown();
    }
}
