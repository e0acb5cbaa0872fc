package io.descentry.alert;

import io.descentry.alert.AlertChange.Resolution;
import io.descentry.alert.AlertChange.Status;
import io.descentry.detect.Judgement;
import io.descentry.detect.Judgement.Firing;
import io.descentry.detect.Kind;
import io.descentry.detect.Patience;
import io.descentry.detect.RunContext;
import io.descentry.detect.Severity;
import io.descentry.reading.PeerNote.Attached;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns the answers of a detector into the life of its alert: pending, firing, perhaps escalated, resolved. One alert per
 * episode, however many steps it lasts and however many layers and ranks join in.
 *
 * @param coolDownMillis event time after an end in which a relapse is remembered and not told; 5 min (ours)
 * @param strikeSpanMillis event time in which the third opening escalates; 480 min (Ascend NPU_ASD_CONFIG)
 */
public record AlertLifecycle(long coolDownMillis, long strikeSpanMillis) {
    public static final AlertLifecycle DEFAULT = new AlertLifecycle(5 * 60_000L, 480 * 60_000L);

    /** Characters that are remembered of an incident of the fleet. */
    private static final int WORDS = 512;

    public AlertLifecycle {
        if (coolDownMillis < 0 || strikeSpanMillis < 0) {
            throw new IllegalArgumentException("cool-down " + coolDownMillis + ", strike span " + strikeSpanMillis);
        }
    }

    /** Takes one answer into account; tells what changed, in order. */
    List<AlertChange> advance(
            AlertState state,
            Kind kind,
            Patience patience,
            Judgement judgement,
            Moment moment,
            RunContext run,
            Incidents incidents) {
        List<AlertChange> changes = new ArrayList<>(1);
        supersede(state, kind, moment, run, incidents).ifPresent(changes::add);
        if (judgement instanceof Firing firing) {
            changes.addAll(ill(state, kind, patience, firing, moment, run, incidents));
        } else if (judgement instanceof Judgement.Clear) {
            well(state, kind, patience, moment, run, incidents).ifPresent(changes::add);
        }
        return changes;
    }

    /** Ends whatever is open because the attempt it belongs to was replaced by a newer one. */
    Optional<AlertChange> supersede(AlertState state, Kind kind, Moment moment, RunContext run, Incidents incidents) {
        return state.episode != null && state.episode.attempt < run.attempt()
                ? end(state, kind, moment, run, incidents, Resolution.SUPERSEDED)
                : Optional.empty();
    }

    private List<AlertChange> ill(
            AlertState state,
            Kind kind,
            Patience patience,
            Firing firing,
            Moment moment,
            RunContext run,
            Incidents incidents) {
        state.clearInRow = 0;
        state.firingInRow++;
        Episode episode = state.episode;
        if (episode == null) {
            episode = new Episode(firing, moment, run.facts(), run.attempt());
            state.episode = episode;
        }
        episode.lastStep = Math.max(episode.lastStep, moment.step());
        if (state.open) {
            return escalate(episode, kind, firing, moment, run, incidents);
        }
        if (state.firingInRow < patience.fireAfter()) {
            return List.of();
        }
        if (moment.timeMillis() < state.coolUntilMillis) {
            if (!state.relapsed) {
                state.relapsed = true;
                state.strike(moment.timeMillis());
            }
            return List.of();
        }
        return open(state, episode, kind, firing, moment, run, incidents);
    }

    private List<AlertChange> open(
            AlertState state,
            Episode episode,
            Kind kind,
            Firing firing,
            Moment moment,
            RunContext run,
            Incidents incidents) {
        if (!state.relapsed) {
            state.strike(moment.timeMillis());
        }
        state.open = true;
        state.relapsed = false;
        episode.detectedStep = moment.step();
        episode.detectedAtMillis = moment.timeMillis();
        episode.severity = firing.severity();
        episode.fingerprint = Fingerprint.of(kind, run.facts(), episode.subject);
        episode.explain(Guides.of(kind)
                .rank(new Scene(run, firing, moment.step(), moment.reading(), incidents.before(kind, run))));
        incidents.open(kind, episode, run);
        List<AlertChange> changes = new ArrayList<>(2);
        changes.add(Telling.of(
                episode,
                kind,
                Status.FIRING,
                null,
                moment,
                run.facts(),
                incidents.place(kind, episode, episode.pages)));
        if (state.isThirdStrike(strikeSpanMillis) && episode.severity == Severity.WARNING) {
            episode.severity = episode.severity.raised();
            changes.add(escalated(episode, kind, moment, run, incidents));
        }
        return changes;
    }

    private static List<AlertChange> escalate(
            Episode episode, Kind kind, Firing firing, Moment moment, RunContext run, Incidents incidents) {
        if (firing.severity().compareTo(episode.severity) <= 0) {
            return List.of();
        }
        episode.severity = firing.severity();
        return List.of(escalated(episode, kind, moment, run, incidents));
    }

    private static AlertChange escalated(
            Episode episode, Kind kind, Moment moment, RunContext run, Incidents incidents) {
        boolean pages = incidents.worsen(kind, episode);
        episode.told = Status.ESCALATED;
        return Telling.of(
                episode, kind, Status.ESCALATED, null, moment, run.facts(), incidents.place(kind, episode, pages));
    }

    /** An open alert turns out to be part of an incident of the fleet. To be told so again changes nothing. */
    Optional<AlertChange> attach(
            AlertState state, Kind kind, Attached note, Moment moment, RunContext run, Incidents incidents) {
        Episode episode = state.episode;
        if (episode == null || !state.open || !episode.fingerprint.equals(note.fingerprint())) {
            return Optional.empty();
        }
        if (episode.outbreak != null && episode.outbreak.incident().equals(note.incident())) {
            return Optional.empty();
        }
        episode.outbreak = new Episode.Outbreak(note.incident(), limited(note.words()));
        episode.told = Status.ATTACHED;
        // Jobs of one incident are judged at different paces; what happens to an alert does not happen before it.
        Moment told =
                new Moment(moment.step(), Math.max(moment.timeMillis(), episode.detectedAtMillis), moment.reading());
        return Optional.of(Telling.of(
                episode, kind, Status.ATTACHED, null, told, run.facts(), incidents.place(kind, episode, false)));
    }

    private static String limited(String words) {
        return words.length() <= WORDS ? words : words.substring(0, WORDS);
    }

    private Optional<AlertChange> well(
            AlertState state, Kind kind, Patience patience, Moment moment, RunContext run, Incidents incidents) {
        state.firingInRow = 0;
        state.clearInRow++;
        if (state.open) {
            return state.clearInRow >= patience.clearAfter()
                    ? end(state, kind, moment, run, incidents, Resolution.RECOVERED)
                    : Optional.empty();
        }
        state.relapsed = false;
        state.episode = null;
        return Optional.empty();
    }

    /** Ends whatever is open; what was only pending is forgotten. */
    Optional<AlertChange> end(
            AlertState state, Kind kind, Moment moment, RunContext run, Incidents incidents, Resolution why) {
        Episode episode = state.episode;
        boolean wasOpen = state.open;
        state.episode = null;
        state.open = false;
        state.firingInRow = 0;
        state.clearInRow = 0;
        state.relapsed = false;
        if (episode == null || !wasOpen) {
            return Optional.empty();
        }
        state.coolUntilMillis = moment.timeMillis() + coolDownMillis;
        incidents.close(kind, run);
        return Optional.of(Telling.of(
                episode,
                kind,
                Status.RESOLVED,
                why,
                moment,
                run.facts(),
                incidents.place(kind, episode, episode.pages)));
    }
}
