package io.descentry.peer;

import io.descentry.detect.Severity;
import io.descentry.memory.MemoryIo;
import io.descentry.peer.PeerReport.Alarm;
import io.descentry.peer.PeerReport.Presence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a fleet knows about one of its jobs. */
final class FleetJob {
    /** Open alerts that are kept of a job; there is at most one of a kind and subject, and few are open at a time. */
    static final int MOST_ALARMS = 32;

    /** After it fell ill, a job that goes on failing tells nothing new about where it runs. */
    private static final long SAME_ILLNESS = 30 * 60_000L;

    private static final Factor[] NOWHERE = {};

    final String id;
    int attempt;
    boolean running;
    long heardMillis;

    /** When it last came or left; 0 if it never was there. */
    private long sinceMillis;

    /** What it shares with other jobs, narrowest sort first; empty before it told. */
    Factor[] shares = NOWHERE;

    /** Its open alerts, oldest first; of these only the first of each manner is a fall. */
    List<Alarm> alarms = List.of();

    /** Falls not long ago, in the order in which they were told. */
    final List<Fall> recent = new ArrayList<>(0);

    /** When it last fell ill and how badly, by manner; null if it never did. */
    private long @Nullable [] fellAt;

    FleetJob(String id) {
        this.id = id;
    }

    boolean isNewerThan(int other) {
        return attempt > other;
    }

    /** Whether it shares something, wherever its ranks run. */
    boolean isAt(Factor factor) {
        for (Factor own : shares) {
            if (own == factor) {
                return true;
            }
        }
        return false;
    }

    /** It came, or left, at a time; what it did before no longer counts. */
    void turn(boolean isRunning, Factor[] at, long timeMillis) {
        if (sinceMillis > 0) {
            for (Factor factor : shares) {
                factor.attendance().remove(sinceMillis, !running);
            }
        }
        running = isRunning;
        shares = at;
        sinceMillis = timeMillis;
        attend();
    }

    /** Lets what it shares know when it came or left. */
    void attend() {
        if (sinceMillis > 0) {
            for (Factor factor : shares) {
                factor.attendance().add(sinceMillis, !running);
            }
        }
    }

    /** It is forgotten; so is when it came or left. */
    void vanish() {
        if (sinceMillis > 0) {
            for (Factor factor : shares) {
                factor.attendance().remove(sinceMillis, !running);
            }
        }
        sinceMillis = 0;
    }

    /** Whether it was there at a time not long ago. */
    boolean wasRunning(long atMillis) {
        return sinceMillis > 0 && running == sinceMillis <= atMillis;
    }

    void syncSince(MemoryIo io) {
        sinceMillis = io.i64(sinceMillis);
    }

    /** What a presence says it shares. */
    static Factor[] shares(Presence presence, Factors factors) {
        Set<Factor> all = new LinkedHashSet<>();
        Set<Factor> racks = new LinkedHashSet<>();
        for (PeerReport.Place place : presence.places()) {
            Factor host = factors.of(FactorSort.HOST, place.host());
            all.add(host);
            if (place.rack() != null) {
                host.within = factors.of(FactorSort.RACK, place.rack());
            }
            if (host.within != null) {
                racks.add(host.within);
            }
        }
        all.addAll(racks);
        addTo(all, FactorSort.DATASET, presence.dataset(), factors);
        addTo(all, FactorSort.IMAGE, presence.image(), factors);
        addTo(all, FactorSort.PROJECT, presence.project(), factors);
        all.add(factors.cluster());
        return all.toArray(NOWHERE);
    }

    private static void addTo(Set<Factor> all, FactorSort sort, @Nullable String value, Factors factors) {
        if (value != null) {
            all.add(factors.of(sort, value));
        }
    }

    /**
     * Where a fall counts: at the host of the rank where it began, with its device and rack; if it has no such place, at all
     * hosts of the job. And at whatever the job is made of.
     */
    List<Factor> places(Fall fall, Factors factors) {
        List<Factor> at = new ArrayList<>();
        String named = fall.host();
        if (named != null) {
            Factor host = factors.of(FactorSort.HOST, named);
            Factor device = factors.device(host, fall.device());
            if (device != null) {
                at.add(device);
            }
            at.add(host);
            if (host.within != null) {
                at.add(host.within);
            }
        }
        for (Factor own : shares) {
            boolean machine = own.sort == FactorSort.HOST || own.sort == FactorSort.RACK;
            if (named == null || !machine) {
                at.add(own);
            }
        }
        if (shares.length == 0) {
            at.add(factors.cluster());
        }
        return List.copyOf(at);
    }

    /** The open alert of a fingerprint, or null. */
    @Nullable
    Alarm alarm(String fingerprint) {
        for (Alarm alarm : alarms) {
            if (alarm.fingerprint().equals(fingerprint)) {
                return alarm;
            }
        }
        return null;
    }

    /** Takes an open alert in; tells whether it is new, or worse than before. */
    boolean open(Alarm alarm) {
        Alarm known = alarm(alarm.fingerprint());
        if (known != null && known.severity().compareTo(alarm.severity()) >= 0) {
            return false;
        }
        List<Alarm> now = new ArrayList<>(alarms);
        now.remove(known);
        if (now.size() == MOST_ALARMS) {
            now.remove(0);
        }
        now.add(alarm);
        alarms = List.copyOf(now);
        return true;
    }

    /** An alert is over; tells whether it was open. */
    boolean close(String fingerprint) {
        Alarm known = alarm(fingerprint);
        if (known == null) {
            return false;
        }
        List<Alarm> now = new ArrayList<>(alarms);
        now.remove(known);
        alarms = List.copyOf(now);
        return true;
    }

    /** An alert opened; tells whether the job fell ill with it, or was ill no less already. */
    boolean falls(Alarm alarm) {
        int slot = 2 * Manner.of(alarm.kind()).ordinal();
        if (fellAt == null) {
            fellAt = new long[2 * Manner.count()];
        }
        boolean ever = fellAt[slot] > 0;
        boolean worse = alarm.severity().compareTo(Severity.values()[(int) fellAt[slot + 1]]) > 0;
        boolean again = alarm.timeMillis() - fellAt[slot] > SAME_ILLNESS;
        if (ever && !worse && !again) {
            return false;
        }
        fellAt[slot] = alarm.timeMillis();
        fellAt[slot + 1] = alarm.severity().ordinal();
        return true;
    }

    /** When it fell ill, as part of its row. */
    void syncFell(MemoryIo io) {
        if (!io.bool(fellAt != null)) {
            return;
        }
        long[] times = fellAt == null ? new long[2 * Manner.count()] : fellAt;
        for (int i = 0; i < times.length; i++) {
            times[i] = io.i64(times[i]);
        }
        fellAt = times;
    }

    /** A fall of a manner less than some time before or after, or null. */
    @Nullable
    Fall near(Manner manner, long timeMillis, long spanMillis) {
        for (Fall fall : recent) {
            if (fall.manner == manner && Math.abs(fall.timeMillis - timeMillis) <= spanMillis) {
                return fall;
            }
        }
        return null;
    }

    /** Whether nothing would be lost with it. */
    boolean isForgotten(long nowMillis, long silenceMillis) {
        if (nowMillis - heardMillis > silenceMillis) {
            return true;
        }
        return !running && recent.isEmpty() && alarms.isEmpty() && nowMillis - heardMillis > Lateness.KEPT_MILLIS;
    }
}
