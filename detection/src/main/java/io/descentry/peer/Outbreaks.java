package io.descentry.peer;

import io.descentry.alert.AlertChange;
import io.descentry.alert.AlertChange.Resolution;
import io.descentry.alert.AlertChange.Status;
import io.descentry.detect.FleetIncident.Params;
import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.peer.Incident.Patient;
import io.descentry.peer.Incident.Tally;
import io.descentry.peer.PeerGroup.Out;
import io.descentry.peer.PeerReport.Alarm;
import io.descentry.reading.PeerNote;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The incidents of a fleet that are open: how they begin, grow, turn out to be larger, and end. */
final class Outbreaks {
    /*
     * An incident keeps its identity when it turns out to be that of a rack and not of a host: it is one alert that was paged
     * once, whose text and factor are told anew (ESCALATED). A person who was called to the host reads where to look instead;
     * an end of the one alert and a silent begin of another would look like an all-clear. Other open incidents that the wider
     * factor explains end as SUPERSEDED and follow it.
     */

    /** After all its alerts are over it stays a while: its jobs are started again where they failed. */
    private static final long LINGER = 5 * 60_000L;

    /** A job that falls ill where an incident is open belongs to it unless chance alone would bring as many. */
    private static final double JOINS = 0.05;

    private final String cluster;
    private final Factors factors;
    private final Map<String, FleetJob> jobs;
    private final Openings openings;
    private final Ledger ledger;
    private Params params = Params.DEFAULT;
    private Severity severity = Kind.FLEET_INCIDENT.severity();
    private final Map<String, Incident> open = new LinkedHashMap<>();
    /** Those that ended not long ago, in that order: jobs may be heard of that fell ill before. */
    private final List<Incident> over = new ArrayList<>();

    Outbreaks(String cluster, Factors factors, Map<String, FleetJob> jobs, Openings openings, Ledger ledger) {
        this.cluster = cluster;
        this.factors = factors;
        this.jobs = jobs;
        this.openings = openings;
        this.ledger = ledger;
    }

    /** Judges by other settings from now on. */
    void use(Params now, Severity ofAlerts) {
        params = now;
        severity = ofAlerts;
    }

    Map<String, Incident> open() {
        return open;
    }

    /** Those that are open, and those that are over and not forgotten. */
    Stream<Incident> all() {
        return Stream.concat(open.values().stream(), over.stream());
    }

    /** Takes one in that was kept. */
    void restore(Incident incident) {
        if (incident.isOver()) {
            retire(incident);
        } else {
            open.put(incident.fingerprint, incident);
        }
    }

    private void retire(Incident incident) {
        over.add(incident);
        over.sort(Comparator.<Incident>comparingLong(each -> each.endedMillis).thenComparing(Incident::id));
    }

    /** The one of an id, or null. */
    @Nullable
    Incident of(String id) {
        return all().filter(incident -> incident.id().equals(id)).findFirst().orElse(null);
    }

    /** A job that may be part of one has another alert open. */
    void attach(FleetJob job, Alarm alarm, Out out) {
        for (Incident incident : open.values()) {
            if (incident.has(job.id)) {
                attach(incident, patient(job, alarm), true, alarm.timeMillis(), out);
            }
        }
    }

    private static Patient patient(FleetJob job, Alarm alarm) {
        return new Patient(job.id, alarm.attempt(), alarm.fingerprint(), alarm.kind(), alarm.timeMillis());
    }

    private void attach(Incident incident, Patient patient, boolean isOpen, long timeMillis, Out out) {
        if (incident.attach(patient, isOpen)) {
            note(incident, patient, timeMillis, out);
        }
        ledger.touch(incident);
    }

    private static void note(Incident incident, Patient patient, long timeMillis, Out out) {
        out.note(new PeerNote.Attached(
                patient.jobId(),
                patient.attempt(),
                timeMillis,
                patient.fingerprint(),
                incident.fingerprint,
                OutbreakWords.words(incident)));
    }

    /** An alert of a job is over. */
    void recover(FleetJob job, String fingerprint, long timeMillis) {
        for (Incident incident : open.values()) {
            if (incident.recover(job.id, fingerprint, timeMillis)) {
                ledger.touch(incident);
            }
        }
    }

    /** A job fell ill where an incident may be open already; tells whether it belongs to it. */
    boolean join(Fall fall, long nowMillis, Out out) {
        Optional<Incident> found = all().filter(incident -> belongs(incident, fall, nowMillis))
                .min(Comparator.<Incident, Boolean>comparing(incident -> incident.manner != fall.manner)
                        .thenComparingInt(incident -> incident.factor.sort.ordinal())
                        .thenComparing(Incident::id));
        found.ifPresent(incident -> {
            long at = Math.max(fall.timeMillis, incident.openedAtMillis);
            include(incident, fall, at, out);
            gather(incident, fall.timeMillis, at, nowMillis, out);
            if (incident.isLarger() && !incident.isOver()) {
                tell(incident, Status.ESCALATED, fall.timeMillis, size(incident), out);
            }
        });
        return found.isPresent();
    }

    /** A job may show the same fault in another manner, unless the incident is of all jobs. */
    private boolean belongs(Incident incident, Fall fall, long nowMillis) {
        return fall.isAt(incident.factor)
                && (incident.manner == fall.manner || incident.factor.sort != FactorSort.CLUSTER)
                && fall.timeMillis >= incident.beganAtMillis - 1000L * params.window()
                && fall.timeMillis < incident.lastFallMillis + quiet()
                && (!incident.isOver() || fall.timeMillis < incident.endedMillis)
                && (isLate(incident, fall) || isMoreThanChance(incident, fall, nowMillis));
    }

    /** Whether it would have been there when the incident opened had its report not been late: then the first of all may be it. */
    private boolean isLate(Incident incident, Fall fall) {
        return incident.manner == fall.manner
                && fall.timeMillis <= incident.openedAtMillis
                && fall.timeMillis > incident.openedAtMillis - 1000L * (params.window() + params.settle());
    }

    /** An outbreak may be of all jobs, so falls are counted only until they are enough. */
    private boolean isMoreThanChance(Incident incident, Fall fall, long nowMillis) {
        Tally tally = incident.tally;
        double usual = incident.manner == fall.manner
                ? 1 - Math.pow(1 - tally.elsewhere(), (double) params.window() / tally.seconds())
                : new Inquiry(factors, params, fall.manner, nowMillis, fall.timeMillis).usual(incident.factor);
        int jobs = Math.max(tally.jobs(), incident.factor.running(fall.timeMillis));
        List<Fall> falls = incident.factor.between(fall.timeMillis - 1000L * params.window() + 1, fall.timeMillis);
        int n = 0;
        for (int i = falls.size() - 1; i >= 0; i--) {
            if (falls.get(i).manner != fall.manner) {
                continue;
            }
            n++;
            if (n > jobs * usual && Chance.atLeast(n, Math.max(n, jobs), usual) <= JOINS) {
                return true;
            }
        }
        return false;
    }

    private static String size(Incident incident) {
        return "jobs " + Incident.level(incident.jobs().size());
    }

    /** What an incident is now told to be caused by; where it was told so before, how often. */
    private static String renamed(Incident incident) {
        String factor = incident.factor.sort.word() + ' ' + incident.factor.value;
        long before = incident.renamed.stream().filter(factor::equals).count();
        incident.renamed =
                Stream.concat(incident.renamed.stream(), Stream.of(factor)).toList();
        return before == 0 ? factor : factor + ' ' + before;
    }

    /** A fall becomes part of an incident, with all that the job has shown since. */
    private void include(Incident incident, Fall fall, long timeMillis, Out out) {
        fall.incident = incident;
        incident.beganAtMillis = Math.min(incident.beganAtMillis, fall.timeMillis);
        incident.lastFallMillis = Math.max(incident.lastFallMillis, fall.timeMillis);
        incident.heardMillis = Math.max(incident.heardMillis, fall.heardMillis);
        incident.startedAtMillis = Math.min(incident.startedAtMillis, fall.startedAtMillis);
        boolean isOpen = fall.job.alarm(fall.fingerprint) != null;
        Patient first = new Patient(fall.job.id, fall.attempt, fall.fingerprint, fall.kind, fall.timeMillis);
        attach(incident, first, isOpen, timeMillis, out);
        for (Alarm alarm : fall.job.alarms) {
            if (alarm.timeMillis() >= fall.timeMillis - 1000L * params.window()) {
                attach(incident, patient(fall.job, alarm), true, timeMillis, out);
            }
        }
        incident.settle(timeMillis);
        ledger.touch(fall.job);
        ledger.touch(incident);
    }

    /**
     * Opens whatever explains falls that came up to a time and that nothing explains yet.
     *
     * @param mayWait whether the time of telling may be put off
     * @return false if something that explains more may show soon, so that it is better to wait; then nothing is opened
     */
    boolean examine(Manner manner, long atMillis, long nowMillis, boolean mayWait, Out out) {
        boolean wait = mayWait;
        while (true) {
            Inquiry inquiry = new Inquiry(factors, params, manner, nowMillis, atMillis);
            List<Suspect> suspects = inquiry.suspects(inquiry.unexplained(), open.values());
            List<Suspect> guilty = suspects.stream().filter(Suspect::guilty).toList();
            Optional<Suspect> best = Suspect.best(guilty);
            if (best.isEmpty()) {
                return true;
            }
            double gain = best.get().gain();
            if (wait && suspects.stream().anyMatch(other -> other.growing() && other.gain() > gain)) {
                return false;
            }
            wait = false;
            establish(best.get(), guilty, manner, atMillis, nowMillis, out);
        }
    }

    private void establish(Suspect best, List<Suspect> guilty, Manner manner, long atMillis, long nowMillis, Out out) {
        long from = atMillis - 1000L * (params.window() + params.settle());
        List<Fall> falls = best.factor().between(from + 1, atMillis).stream()
                .filter(fall -> fall.manner == manner && fall.incident == null)
                .toList();
        Tally tally = new Tally(
                best.ill(), best.jobs(), best.seconds(), best.elsewhere(), OutbreakWords.alike(best, guilty, falls));
        endBefore(falls.get(0).timeMillis, best, manner, out);
        Optional<Incident> same = open.values().stream()
                .filter(incident -> incident.factor == best.factor())
                .findFirst();
        Optional<Incident> kept = same.or(() -> best.replaces().stream()
                        .min(Comparator.<Incident>comparingLong(incident -> incident.openedAtMillis)
                                .thenComparing(incident -> incident.fingerprint)))
                .or(() -> Optional.ofNullable(open.get(OutbreakWords.fingerprint(cluster, best.factor(), manner))));
        Incident incident = kept.orElseGet(() -> begin(best, falls, manner, atMillis, tally));
        if (kept.isPresent()) {
            incident.tally = tally;
            incident.gain = best.ownGain();
            incident.factor = best.factor();
        }
        falls.forEach(fall -> include(incident, fall, atMillis, out));
        gather(incident, from, atMillis, nowMillis, out);
        best.replaces().stream()
                .filter(replaced -> replaced != incident)
                .forEach(replaced -> merge(replaced, incident, atMillis, out));
        if (kept.isEmpty()) {
            tell(incident, Status.FIRING, atMillis, "", out);
        } else if (same.isEmpty() || incident.isLarger()) {
            String told = same.isEmpty() ? renamed(incident) : size(incident);
            tell(incident, Status.ESCALATED, atMillis, told, out);
        }
    }

    /** Others belong to it too that were heard of before, but could not be explained then. */
    private void gather(Incident incident, long afterMillis, long atMillis, long nowMillis, Out out) {
        for (Fall other : List.copyOf(incident.factor.between(afterMillis + 1, nowMillis))) {
            if (other.incident == null && belongs(incident, other, nowMillis)) {
                include(incident, other, atMillis, out);
            }
        }
    }

    /** What is open still since it was heard of late was over when the same place falls ill once more. */
    private void endBefore(long timeMillis, Suspect again, Manner manner, Out out) {
        String fingerprint = OutbreakWords.fingerprint(cluster, again.factor(), manner);
        open.values().stream()
                .filter(incident -> incident.factor == again.factor() || incident.fingerprint.equals(fingerprint))
                .filter(incident -> incident.lastFallMillis + quiet() <= timeMillis)
                .toList()
                .forEach(incident -> end(incident, incident.lastFallMillis + quiet(), out));
    }

    private Incident begin(Suspect best, List<Fall> falls, Manner manner, long atMillis, Tally tally) {
        String fingerprint = OutbreakWords.fingerprint(cluster, best.factor(), manner);
        long began = falls.get(0).timeMillis;
        String opening = openings.next(fingerprint, began);
        Incident incident =
                new Incident(fingerprint, manner, opening, began, atMillis, best.factor(), best.ownGain(), tally);
        open.put(fingerprint, incident);
        ledger.opened(fingerprint);
        return incident;
    }

    /** What was told as an incident of its own turns out to be part of another. */
    private void merge(Incident part, Incident whole, long atMillis, Out out) {
        for (Fall fall : factors.cluster().recent()) {
            if (fall.incident == part) {
                include(whole, fall, atMillis, out);
            }
        }
        for (Patient patient : part.patients()) {
            FleetJob job = jobs.get(patient.jobId());
            boolean isOpen = job != null && job.alarm(patient.fingerprint()) != null;
            attach(whole, patient, isOpen, atMillis, out);
            ledger.touch(patient.jobId());
        }
        whole.startedAtMillis = Math.min(whole.startedAtMillis, part.startedAtMillis);
        open.remove(part.fingerprint);
        ledger.drop(part);
        out.change(OutbreakWords.alert(cluster, part, whole.fingerprint, severity)
                .change(Status.RESOLVED, Resolution.SUPERSEDED, atMillis, ""));
    }

    private void tell(Incident incident, Status status, long timeMillis, String told, Out out) {
        incident.told = incident.jobs().size();
        AlertChange change =
                OutbreakWords.alert(cluster, incident, null, severity).change(status, null, timeMillis, told);
        out.change(change);
    }

    /** Event time at which an incident is over unless something happens before. */
    private long deadline(Incident incident) {
        long quiet = incident.newsMillis() + quiet();
        return incident.wellSinceMillis == 0
                ? quiet
                : Math.min(quiet, Math.max(incident.wellSinceMillis, incident.newsMillis()) + LINGER);
    }

    private long quiet() {
        return 60_000L * params.quiet();
    }

    /** The first event time at which one of them is over; the greatest there is if none is open. */
    long nextEnd() {
        return open.values().stream()
                .mapToLong(incident -> deadline(incident))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Ends those whose time has come. */
    void end(long atMillis, Out out) {
        List<Incident> ended = open.values().stream()
                .filter(incident -> deadline(incident) <= atMillis)
                .sorted(Comparator.comparing(incident -> incident.fingerprint))
                .toList();
        ended.forEach(incident -> end(incident, atMillis, out));
    }

    private void end(Incident incident, long atMillis, Out out) {
        open.remove(incident.fingerprint);
        incident.endedMillis = atMillis;
        retire(incident);
        ledger.touch(incident);
        incident.jobs().forEach(ledger::touch);
        out.change(OutbreakWords.alert(cluster, incident, null, severity)
                .change(Status.RESOLVED, Resolution.RECOVERED, atMillis, ""));
    }

    /** Forgets those that ended so long ago that no fall is known any more that is part of them. */
    void forget(long nowMillis) {
        while (!over.isEmpty() && over.get(0).endedMillis < nowMillis - Lateness.KEPT_MILLIS) {
            Incident incident = over.remove(0);
            ledger.drop(incident);
            incident.jobs().forEach(ledger::touch);
        }
    }
}
