package io.descentry.peer;

import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertChange.Status;
import io.descentry.detect.Catalogue;
import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.peer.PeerReport.Alarm;
import io.descentry.peer.PeerReport.Place;
import io.descentry.peer.PeerReport.Presence;
import io.descentry.reading.PeerNote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A fleet at work on written reports; times in seconds since the play began. */
final class FleetPlay implements PeerGroup.Out {
    static final String CLUSTER = "c1";

    /** Some day; a play begins at no special time. */
    private static final long EPOCH = 1_700_000_000_000L;

    final List<AlertChange> changes = new ArrayList<>();
    final List<PeerNote.Attached> notes = new ArrayList<>();
    final Map<String, byte[]> rows = new HashMap<>();
    long bytesKept;
    private final Catalogue catalogue;
    private PeerGroup fleet;

    FleetPlay() {
        this(Map.of());
    }

    FleetPlay(Map<String, String> settings) {
        catalogue = Catalogue.standard().with(settings).catalogue();
        fleet = found();
    }

    private PeerGroup found() {
        return Fleet.founder(() -> catalogue).restore(GroupSort.FLEET.key(CLUSTER), rows);
    }

    static long millis(double second) {
        return EPOCH + Math.round(1000 * second);
    }

    static double second(long millis) {
        return (millis - EPOCH) / 1000.0;
    }

    /** The service is killed and started again. */
    void restart() {
        fleet = found();
    }

    FleetPlay take(PeerReport report) {
        fleet.take(report, this);
        return this;
    }

    FleetPlay pass(double second) {
        fleet.pass(millis(second), this);
        return this;
    }

    /** A job is there, on hosts as {@code h1@r1 h2@r1}. */
    FleetPlay job(
            double second,
            String id,
            String hosts,
            @Nullable String dataset,
            @Nullable String image,
            @Nullable String project) {
        return take(presence(second, id, 0, true, hosts, dataset, image, project));
    }

    static Presence presence(
            double second,
            String id,
            int attempt,
            boolean running,
            String hosts,
            @Nullable String dataset,
            @Nullable String image,
            @Nullable String project) {
        List<Place> places = new ArrayList<>();
        for (String host : hosts.split(" ", -1)) {
            int at = host.indexOf('@');
            if (!host.isEmpty()) {
                places.add(new Place(at < 0 ? host : host.substring(0, at), at < 0 ? null : host.substring(at + 1)));
            }
        }
        return new Presence(id, attempt, millis(second), running, project, image, dataset, places);
    }

    FleetPlay ill(double second, String id, Kind kind) {
        return take(alarm(second, id, kind, true, null, null));
    }

    FleetPlay ill(double second, String id, Kind kind, String host, @Nullable String device) {
        return take(alarm(second, id, kind, true, host, device));
    }

    FleetPlay well(double second, String id, Kind kind) {
        return take(alarm(second, id, kind, false, null, null));
    }

    static Alarm alarm(
            double second, String id, Kind kind, boolean open, @Nullable String host, @Nullable String device) {
        Severity severity = kind.severity() == Severity.INFO ? Severity.WARNING : kind.severity();
        int rank = host == null ? -1 : 0;
        long at = millis(second);
        return new Alarm(
                id, 0, at, id + '-' + kind.id(), kind, severity, open, "s", rank, host, device, millis(second - 5));
    }

    @Override
    public void note(PeerNote note) {
        notes.add((PeerNote.Attached) note);
    }

    @Override
    public void change(AlertChange change) {
        changes.add(change);
    }

    @Override
    public void keep(String row, byte @Nullable [] bytes) {
        if (bytes == null) {
            rows.remove(row);
        } else {
            bytesKept += bytes.length;
            rows.put(row, bytes);
        }
    }

    /** What was told, in order, for example {@code FIRING host h1 3; RESOLVED host h1 3}: status, factor and number of jobs. */
    String told() {
        List<String> all = new ArrayList<>();
        for (AlertChange change : changes) {
            all.add(words(change));
        }
        return String.join("; ", all);
    }

    private static String words(AlertChange change) {
        var outbreak = change.outbreak();
        return outbreak == null
                ? ""
                : change.status() + " " + outbreak.factor() + ' ' + outbreak.value() + ' '
                        + change.summary().substring(0, change.summary().indexOf(' '));
    }

    List<AlertChange> opened() {
        return changes.stream()
                .filter(change -> change.status() == Status.FIRING)
                .toList();
    }
}
