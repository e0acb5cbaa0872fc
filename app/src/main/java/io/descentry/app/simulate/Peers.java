package io.descentry.app.simulate;

import io.descentry.alert.AlertChange;
import io.descentry.avro.AlertEvent;
import io.descentry.peer.Founders;
import io.descentry.peer.GroupSort;
import io.descentry.peer.PeerGroup;
import io.descentry.peer.PeerReport;
import io.descentry.peer.Reports;
import io.descentry.reading.PeerNote;
import io.descentry.topology.AlertEvents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The groups of peers of a cluster, told in the order of event time. */
final class Peers {
    private static final Comparator<Reports.Addressed> ORDER = Comparator.<Reports.Addressed>comparingLong(
                    addressed -> addressed.report().timeMillis())
            .thenComparing(addressed -> addressed.report().jobId());

    private final Map<GroupSort, PeerGroup.Founder> founders;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final List<AlertEvent> events = new ArrayList<>();
    private List<PeerNote> notes = new ArrayList<>();

    Peers(Founders founders) {
        this.founders = founders.bySort();
    }

    /**
     * Tells the groups what was reported, and then that a moment has come.
     *
     * @return what they tell their jobs
     */
    List<PeerNote> proceed(List<Reports.Addressed> reports, long untilMillis) {
        notes = new ArrayList<>();
        reports.stream().sorted(ORDER).forEach(this::take);
        groups.values().forEach(group -> group.pass(untilMillis));
        return notes;
    }

    private void take(Reports.Addressed addressed) {
        PeerReport report = addressed.report();
        Group group = groups.computeIfAbsent(addressed.group(), key -> new Group(founded(key)));
        group.pass(report.timeMillis());
        group.group.take(report, group);
    }

    private PeerGroup founded(String key) {
        PeerGroup.Founder founder = GroupSort.of(key).map(founders::get).orElse(null);
        if (founder == null) {
            throw new IllegalStateException("a report for " + key + ", which nobody makes");
        }
        return founder.restore(key, Map.of());
    }

    List<AlertEvent> events() {
        return events;
    }

    private final class Group implements PeerGroup.Out {
        private final PeerGroup group;
        private long time = Long.MIN_VALUE;

        Group(PeerGroup group) {
            this.group = group;
        }

        void pass(long nowMillis) {
            time = Math.max(time, nowMillis);
            group.pass(time, this);
        }

        @Override
        public void note(PeerNote note) {
            notes.add(note);
        }

        @Override
        public void change(AlertChange change) {
            events.add(AlertEvents.of(change));
        }

        @Override
        public void keep(String row, byte @Nullable [] bytes) {
            // Nothing restarts here.
        }
    }
}
