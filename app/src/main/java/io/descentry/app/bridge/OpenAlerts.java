package io.descentry.app.bridge;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is open now, and what is over but not yet told for long enough. Filled by one reader, told by one delivery for each
 * Alertmanager; bounded.
 */
final class OpenAlerts {
    /*
     * Each change has a number, and a delivery remembers the number up to which its Alertmanager knows everything. An end stays
     * here until each Alertmanager took it, and took it again some minutes later: one that dies in between may have told nobody.
     * The place of an end in the topic is where a bridge that starts anew has to go on telling ends.
     */

    /** An Alertmanager that was away for longer has forgotten whom it told. */
    private static final Duration MOST_AGE = Duration.ofDays(1);

    private final int receivers;
    private final int most;
    private final Duration keepEnds;
    private final Map<String, Entry> open = new HashMap<>();
    private final Map<Map<String, String>, Entry> ended = new LinkedHashMap<>();
    private long version;
    private long leftOut;
    private long droppedEnds;
    private boolean whole;
    private boolean closed;

    /** Where a record stands in the topic. */
    record Place(int partition, long offset) {}

    /**
     * An alert for Alertmanager, as of now.
     *
     * @param startsAt when it was told first
     * @param endedAt when it was over; null while it is open
     */
    record Told(Posting posting, Instant startsAt, @Nullable Instant endedAt) {}

    /**
     * What a delivery is to post.
     *
     * @param version the number up to which its Alertmanager then knows everything
     */
    record Changes(List<Told> alerts, long version) {}

    private static final class Entry {
        private final Posting posting;
        private final Instant startsAt;
        private final long version;
        private @Nullable Instant endedAt;
        private @Nullable Instant heldSince;
        private Place place = new Place(0, 0);
        private @Nullable Instant[] taken = new Instant[0];
        private boolean[] done = new boolean[0];

        Entry(Posting posting, Instant startsAt, long version) {
            this.posting = posting;
            this.startsAt = startsAt;
            this.version = version;
        }

        Told told() {
            return new Told(posting, startsAt, endedAt);
        }
    }

    /**
     * @param receivers number of Alertmanagers
     * @param most how many alerts are held, open and over
     * @param keepEnds how long an end is told again after it was taken
     */
    OpenAlerts(int receivers, int most, Duration keepEnds) {
        this.receivers = receivers;
        this.most = most;
        this.keepEnds = keepEnds;
    }

    /**
     * An alert is open, or still is and has changed.
     *
     * @param time when that was published
     * @param tell false if its end with other labels, where these have changed, is known to all
     */
    synchronized void open(String fingerprint, Posting posting, Instant time, Place place, boolean tell) {
        Entry before = open.get(fingerprint);
        boolean same = before != null && before.posting.labels().equals(posting.labels());
        if (before == null && !hasRoom()) {
            leftOut++;
            return;
        }
        if (before != null && !same) {
            end(before, time, place, tell);
        }
        ended.remove(posting.labels());
        open.put(fingerprint, new Entry(posting, before != null && same ? before.startsAt : time, ++version));
        notifyAll();
    }

    /**
     * An alert is over.
     *
     * @param tell false if that is known to all
     */
    synchronized void over(String fingerprint, Instant time, Place place, boolean tell) {
        Entry before = open.remove(fingerprint);
        if (before != null) {
            end(before, time, place, tell);
        }
    }

    private void end(Entry before, Instant time, Place place, boolean tell) {
        if (!tell) {
            return;
        }
        Entry end = new Entry(before.posting, before.startsAt, ++version);
        end.endedAt = time.isBefore(before.startsAt) ? before.startsAt : time;
        end.place = place;
        end.taken = new Instant[receivers];
        end.done = new boolean[receivers];
        ended.put(before.posting.labels(), end);
        if (!hasRoom() && ended.size() > 1) {
            ended.remove(ended.keySet().iterator().next());
            droppedEnds++;
        }
        notifyAll();
    }

    private boolean hasRoom() {
        return open.size() + ended.size() < most;
    }

    /** The topic was read to its end, and may be told. */
    synchronized void isWhole() {
        whole = true;
        notifyAll();
    }

    /** Whether alerts were left out and there is room again; if so it is empty now, is told to nobody, and is to be read anew. */
    synchronized boolean startsAnew() {
        if (leftOut == 0 || !whole || open.size() + ended.size() > most / 2) {
            return false;
        }
        leftOut = 0;
        whole = false;
        open.clear();
        return true;
    }

    /** Waits until there is something above a version, or until the time is up; tells whether there may be something to post. */
    synchronized boolean await(long above, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!closed && (!whole || version <= above)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return whole;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return whole;
    }

    /** Nobody waits for changes any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** All that changed above a version: those that open incidents first, so that what they mute is muted when it comes. */
    synchronized Changes above(long known) {
        List<Entry> entries = Stream.concat(open.values().stream(), ended.values().stream())
                .filter(entry -> entry.version > known)
                .sorted(Comparator.comparingLong(entry -> entry.version))
                .toList();
        List<Told> alerts = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            alerts.add(entry.told());
        }
        return new Changes(alerts, version);
    }

    /** An Alertmanager took all ends that changed above {@code known} and up to {@code until}. */
    synchronized void taken(int receiver, long known, long until, Instant now) {
        for (Entry end : ended.values()) {
            if (end.version > known && end.version <= until) {
                Instant first = end.taken[receiver];
                if (first == null) {
                    end.taken[receiver] = now;
                    first = now;
                }
                end.done[receiver] |= !now.isBefore(first.plus(keepEnds));
            }
        }
    }

    /** Lets ends go that all know, and those of which nobody needs to know any more. */
    synchronized void forget(Instant now) {
        ended.values().removeIf(end -> isDone(end) || isOld(end, now));
    }

    private static boolean isOld(Entry end, Instant now) {
        Instant since = end.heldSince;
        if (since == null) {
            end.heldSince = now;
            return false;
        }
        return now.isAfter(since.plus(MOST_AGE));
    }

    private static boolean isDone(Entry end) {
        for (boolean done : end.done) {
            if (!done) {
                return false;
            }
        }
        return true;
    }

    /** By partition the place of the first end that still has to be told. */
    synchronized Map<Integer, Long> firstUntold() {
        Map<Integer, Long> first = new TreeMap<>();
        for (Entry end : ended.values()) {
            first.merge(end.place.partition(), end.place.offset(), Math::min);
        }
        return first;
    }

    /** How many are open, of one severity. */
    synchronized long open(String severity) {
        return open.values().stream()
                .filter(entry -> entry.posting.severity().equals(severity))
                .count();
    }

    /** How many ends are held. */
    synchronized int ends() {
        return ended.size();
    }

    /** How many changes above a version there are. */
    synchronized long waiting(long known) {
        return Stream.of(open.values(), ended.values())
                .flatMap(Collection::stream)
                .filter(entry -> entry.version > known)
                .count();
    }

    /** Alerts that there was no room for, since all was read. */
    synchronized long leftOut() {
        return leftOut;
    }

    /** Ends that had to go before all knew them. */
    synchronized long droppedEnds() {
        return droppedEnds;
    }

    synchronized boolean whole() {
        return whole;
    }
}
