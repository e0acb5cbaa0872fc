package io.descentry.peer;

import io.descentry.alert.AlertChange;
import io.descentry.reading.PeerNote;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that are looked at together: those of a cluster, the runs of one model, the runs beside their reference. It says what
 * it makes of their reports, and keeps whatever it must know after a restart as rows.
 *
 * <p>Owned by one thread. The same reports and times in the same order always give the same notes, changes and rows; a report
 * that came before may come again, since jobs repeat themselves so that a group that lost one heals.
 */
public interface PeerGroup {

    /** Takes a report into account. The time up to it has passed. */
    void take(PeerReport report, Out out);

    /**
     * Says that the time of the group has reached now.
     *
     * @param nowMillis event time, milliseconds since the epoch; never less than before
     */
    void pass(long nowMillis, Out out);

    /** Where a group puts what it has to say. */
    interface Out {
        /** To one of its jobs. */
        void note(PeerNote note);

        /** To people: a change of an alert that is the group's own, not one job's. */
        void change(AlertChange change);

        /**
         * To itself after a restart.
         *
         * @param row name of the row within the group, for example a job id; at most 512 characters
         * @param bytes what it holds from now on, or null for nothing. A group of which no row is left is forgotten.
         */
        void keep(String row, byte @Nullable [] bytes);
    }

    /** Makes groups of one sort. */
    @FunctionalInterface
    interface Founder {
        /**
         * The group as its rows say; a new one where there are none.
         *
         * @param group its key, for example {@code fleet:<cluster>}
         * @param rows what was kept, by name of the row; rows of an unknown layout are to be left aside
         */
        PeerGroup restore(String group, Map<String, byte[]> rows);
    }
}
