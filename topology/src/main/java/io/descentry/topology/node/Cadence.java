package io.descentry.topology.node;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * When the state of each job is told: at once if it changed in kind, else at most once in a while, and the last state of a job that
 * pauses is told as well.
 */
/*
 * A job whose record is held back stands once in a queue, with the time when it is due. Only the head of the queue is ever looked
 * at: nobody walks all jobs. The queue is sorted but for that while, so that a state is held back for twice as long at most; it
 * is as long as there are jobs that told something in that while.
 */
final class Cadence<J> {
    /** More than are added by one record. */
    private static final int DROPPED_AT_ONCE = 2;

    private final long everyMillis;
    /** By when they were told last, the first one first. */
    private final Map<J, Turn> turns = new LinkedHashMap<>();

    private final Queue<Due<J>> queue = new ArrayDeque<>();

    private record Due<J>(J job, long atMillis) {}

    private static final class Turn {
        private Object status;
        private long toldAtMillis;
        private boolean heldBack;
        private boolean queued;

        Turn(Object status, long nowMillis) {
            this.status = status;
            toldAtMillis = nowMillis;
        }
    }

    /** @param everyMillis the shortest time between two states of a job that are of one kind; 0 or above */
    Cadence(long everyMillis) {
        this.everyMillis = everyMillis;
    }

    /**
     * Takes note that something happened to a job; tells whether its state is to be told now.
     *
     * @param status the kind of state it is in
     * @param atOnce whether it must be told in any case
     */
    boolean isDue(J job, Object status, boolean atOnce, long nowMillis) {
        dropOld(nowMillis);
        Turn turn = turns.get(job);
        if (turn == null) {
            turns.put(job, new Turn(status, nowMillis));
            return true;
        }
        if (atOnce || !status.equals(turn.status) || isOver(turn, nowMillis)) {
            turn.status = status;
            tell(job, turn, nowMillis);
            return true;
        }
        turn.heldBack = true;
        if (!turn.queued) {
            queue(job, turn);
        }
        return false;
    }

    /** Names the jobs whose state was held back for long enough. */
    void tellOverdue(long nowMillis, Consumer<J> teller) {
        for (Due<J> due = queue.peek(); due != null && due.atMillis() <= nowMillis; due = queue.peek()) {
            queue.remove();
            Turn turn = turns.get(due.job());
            if (turn == null) {
                continue;
            }
            turn.queued = false;
            if (turn.heldBack && isOver(turn, nowMillis)) {
                tell(due.job(), turn, nowMillis);
                teller.accept(due.job());
            } else if (turn.heldBack) {
                queue(due.job(), turn);
            }
        }
    }

    /** A job is no more. */
    void forget(J job) {
        turns.remove(job);
    }

    /** Jobs in the queue. */
    int waiting() {
        return queue.size();
    }

    private void queue(J job, Turn turn) {
        turn.queued = true;
        queue.add(new Due<>(job, turn.toldAtMillis + everyMillis));
    }

    private void tell(J job, Turn turn, long nowMillis) {
        turn.toldAtMillis = nowMillis;
        turn.heldBack = false;
        turns.remove(job);
        turns.put(job, turn);
    }

    /** Jobs that may be told of anyway need no turn: so there are no more than were told of in that while. */
    private void dropOld(long nowMillis) {
        Iterator<Turn> oldest = turns.values().iterator();
        for (int i = 0; i < DROPPED_AT_ONCE && oldest.hasNext(); i++) {
            Turn turn = oldest.next();
            if (turn.queued || !isOver(turn, nowMillis)) {
                return;
            }
            oldest.remove();
        }
    }

    /** A clock that was set back does not silence anybody. */
    private boolean isOver(Turn turn, long nowMillis) {
        return nowMillis - turn.toldAtMillis >= everyMillis || nowMillis < turn.toldAtMillis;
    }
}
