package io.descentry.alert;

import io.descentry.alert.AlertChange.Resolution;
import io.descentry.detect.Judgement;
import io.descentry.detect.Kind;
import io.descentry.detect.Patience;
import io.descentry.detect.RunContext;
import io.descentry.detect.Severity;
import io.descentry.memory.Memory;
import io.descentry.memory.MemoryIo;
import io.descentry.reading.PeerNote.Attached;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The alerts of one job, by kind. */
public final class AlertBook implements Memory {
    private final Map<Kind, AlertState> states = new TreeMap<>();
    private final Incidents incidents = new Incidents();

    /** Takes a detector's answer into account; tells what changed, in order. */
    public List<AlertChange> advance(
            AlertLifecycle lifecycle,
            Kind kind,
            Patience patience,
            Judgement judgement,
            Moment moment,
            RunContext run) {
        AlertState state = states.get(kind);
        if (state == null) {
            if (!(judgement instanceof Judgement.Firing)) {
                return List.of();
            }
            state = new AlertState();
            states.put(kind, state);
        }
        List<AlertChange> changes = lifecycle.advance(state, kind, patience, judgement, moment, run, incidents);
        if (state.isBlank()) {
            states.remove(kind);
        }
        return changes;
    }

    /** Ends the alerts of attempts older than the one at hand. */
    public List<AlertChange> supersede(AlertLifecycle lifecycle, Moment moment, RunContext run) {
        if (states.isEmpty()) {
            return List.of();
        }
        List<AlertChange> changes = new ArrayList<>();
        states.forEach((kind, state) ->
                lifecycle.supersede(state, kind, moment, run, incidents).ifPresent(changes::add));
        return changes;
    }

    /** Ends all open alerts because the job is over. What is pending stays: a step that is only late may confirm it. */
    public List<AlertChange> end(AlertLifecycle lifecycle, Moment moment, RunContext run) {
        List<AlertChange> changes = new ArrayList<>();
        states.forEach((kind, state) -> {
            if (state.open) {
                lifecycle
                        .end(state, kind, moment, run, incidents, Resolution.JOB_ENDED)
                        .ifPresent(changes::add);
            }
        });
        return changes;
    }

    /** Ends the alerts of kinds that are no longer looked for. */
    public List<AlertChange> disable(AlertLifecycle lifecycle, List<Kind> kinds, Moment moment, RunContext run) {
        if (states.isEmpty()) {
            return List.of();
        }
        List<AlertChange> changes = new ArrayList<>();
        for (Kind kind : kinds) {
            AlertState state = states.remove(kind);
            if (state != null) {
                lifecycle
                        .end(state, kind, moment, run, incidents, Resolution.DISABLED)
                        .ifPresent(changes::add);
            }
        }
        return changes;
    }

    /** Notes that an alert is part of an incident of the fleet; what is not open any more is no part of it. */
    public List<AlertChange> attach(AlertLifecycle lifecycle, Attached note, Moment moment, RunContext run) {
        List<AlertChange> changes = new ArrayList<>(1);
        states.forEach((kind, state) ->
                lifecycle.attach(state, kind, note, moment, run, incidents).ifPresent(changes::add));
        return changes;
    }

    /**
     * An alert that is open.
     *
     * @param rank where it began, or -1
     * @param startedAtMillis event time since which it is visible
     */
    public record Open(
            String fingerprint,
            Kind kind,
            Severity severity,
            int attempt,
            String subject,
            int rank,
            long startedAtMillis) {}

    /** All that is open, in the order of kinds. */
    public List<Open> open() {
        List<Open> open = new ArrayList<>();
        states.forEach((kind, state) -> {
            Episode episode = state.episode;
            if (state.open && episode != null) {
                open.add(new Open(
                        episode.fingerprint,
                        kind,
                        episode.severity,
                        episode.attempt,
                        episode.subject,
                        episode.rank,
                        episode.startedAtMillis));
            }
        });
        return open;
    }

    /** Whether anything is remembered of a kind's alerts, so that an answer that all is well may change them. */
    public boolean knows(Kind kind) {
        return states.containsKey(kind);
    }

    /** Whether the alert of a kind is open. */
    public boolean isOpen(Kind kind) {
        AlertState state = states.get(kind);
        return state != null && state.open;
    }

    /** Kinds whose alert is open. */
    public Set<Kind> openKinds() {
        EnumSet<Kind> open = EnumSet.noneOf(Kind.class);
        states.forEach((kind, state) -> {
            if (state.open) {
                open.add(kind);
            }
        });
        return open;
    }

    /** All open alerts in short, worst first. */
    public List<OpenAlert> openInShort() {
        if (states.isEmpty()) {
            return List.of();
        }
        List<OpenAlert> open = new ArrayList<>();
        states.forEach((kind, state) -> {
            Episode episode = state.episode;
            if (state.open && episode != null) {
                open.add(episode.inShort(kind));
            }
        });
        open.sort(Comparator.comparing(OpenAlert::severity).reversed());
        return open;
    }

    @Override
    public void sync(MemoryIo io) {
        List<Map.Entry<Kind, AlertState>> entries = new ArrayList<>(states.entrySet());
        int n = io.i32(entries.size());
        for (int i = 0; i < n; i++) {
            boolean writing = i < entries.size();
            String id = io.text(writing ? entries.get(i).getKey().id() : "");
            AlertState state = writing ? entries.get(i).getValue() : new AlertState();
            state.sync(io);
            // A kind that is no longer known is read and dropped.
            Kind.of(id).ifPresent(kind -> states.put(kind, state));
        }
        incidents.sync(io);
    }
}
