package io.descentry.peer;

import io.descentry.detect.Catalogue;
import io.descentry.detect.FleetIncident;
import io.descentry.detect.FleetIncident.Params;
import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.detect.Tuned;
import io.descentry.peer.PeerReport.Alarm;
import io.descentry.peer.PeerReport.Presence;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** All jobs of a cluster: notices when several of them fall ill together, and says what they have in common. */
public final class Fleet implements PeerGroup {
    /*
     * A job falls ill with the first warning or critical alert of a manner. When the falls of a factor are more than coincidence,
     * the fleet waits some seconds for the shape of the outbreak, since the first three jobs of a dead rack may be those of one
     * host. Then the factor that explains most is named, its jobs are part of the incident, and the rest is asked again.
     * Falls that nothing explains become part of the rates by which later ones are judged. What is said does not depend on the order
     * in which jobs are heard of, as far as none is later than Lateness allows.
     */
    private static final long SWEEP_MILLIS = 60 * 60_000L;
    private static final long SILENCE_MILLIS = 48 * SWEEP_MILLIS;

    private final Supplier<Catalogue> settings;
    private final Map<String, FleetJob> jobs = new HashMap<>();
    private final Factors factors;
    private final Openings openings = new Openings();
    private final Ledger ledger = new Ledger(jobs);
    private final Outbreaks outbreaks;
    private final FleetRows rows;
    private final Looks looks;
    private Params params = Params.DEFAULT;
    private boolean enabled = true;
    private long now;
    private long sweptMillis;

    private Fleet(String cluster, Supplier<Catalogue> settings) {
        this.settings = settings;
        factors = new Factors(cluster);
        outbreaks = new Outbreaks(cluster, factors, jobs, openings, ledger);
        looks = new Looks(factors, outbreaks, ledger);
        rows = new FleetRows(factors, jobs, outbreaks, openings, looks);
    }

    /**
     * Makes fleets.
     *
     * @param settings what is in force for all jobs
     */
    public static Founder founder(Supplier<Catalogue> settings) {
        return (group, rows) -> {
            Fleet fleet = new Fleet(GroupSort.FLEET.name(group), settings);
            fleet.rows.restore(rows);
            return fleet;
        };
    }

    @Override
    public void take(PeerReport report, Out out) {
        advance(report.timeMillis(), out);
        if (report instanceof Presence presence) {
            take(presence);
        } else if (report instanceof Alarm alarm) {
            take(alarm, out);
        }
        ledger.flush(rows, out);
    }

    @Override
    public void pass(long nowMillis, Out out) {
        advance(nowMillis, out);
        ledger.flush(rows, out);
    }

    /** Lets everything happen whose time came, in the order of time. */
    private void advance(long toMillis, Out out) {
        tune();
        while (true) {
            long end = outbreaks.nextEnd();
            long next = Math.min(end, looks.next());
            if (next > toMillis) {
                break;
            }
            now = Math.max(now, next);
            if (end == next) {
                outbreaks.end(next, out);
            } else {
                looks.look(now, out);
            }
        }
        if (toMillis > now) {
            now = toMillis;
            settle();
            sweep();
        }
    }

    private void tune() {
        Tuned tuned = settings.get().of(Kind.FLEET_INCIDENT);
        if (tuned.detector() instanceof FleetIncident incident) {
            params = incident.params();
        }
        enabled = tuned.enabled();
        Severity severity = tuned.severity().orElse(tuned.kind().severity());
        outbreaks.use(params, severity);
        looks.use(params);
    }

    private void take(Presence presence) {
        FleetJob job = jobs.computeIfAbsent(presence.jobId(), FleetJob::new);
        if (job.isNewerThan(presence.attempt()) || presence.timeMillis() < job.heardMillis) {
            return;
        }
        boolean another = presence.attempt() > job.attempt || job.heardMillis == 0;
        boolean late = presence.timeMillis() - job.heardMillis > SWEEP_MILLIS;
        Factor[] shares = FleetJob.shares(presence, factors);
        boolean same = job.running == presence.running() && Arrays.equals(shares, job.shares);
        job.attempt = presence.attempt();
        job.heardMillis = presence.timeMillis();
        if (!same) {
            move(job, shares, presence);
        }
        if (!presence.running() || another) {
            recover(job, presence);
        }
        if (!same || another || late) {
            ledger.touch(job);
        }
    }

    private void move(FleetJob job, Factor[] shares, Presence presence) {
        boolean running = presence.running();
        if (job.running) {
            for (Factor factor : job.shares) {
                factors.leave(factor, presence.timeMillis(), now);
                ledger.touch(factor);
            }
        }
        if (running) {
            for (Factor factor : shares) {
                factors.join(factor, !job.isAt(factor), presence.timeMillis(), now);
                ledger.touch(factor);
            }
        }
        boolean told = running || job.shares.length == 0;
        if (job.running || running) {
            job.turn(running, told ? shares : job.shares, presence.timeMillis());
        } else if (told) {
            job.shares = shares;
        }
        if (told) {
            for (Fall fall : job.recent) {
                if (fall.attempt == job.attempt) {
                    place(fall, job);
                }
            }
        }
    }

    private void place(Fall fall, FleetJob job) {
        List<Factor> before = fall.places();
        List<Factor> after = job.places(fall, factors);
        fall.place(after);
        before.stream().filter(factor -> !after.contains(factor)).forEach(factor -> factor.remove(fall));
        after.stream().filter(factor -> !before.contains(factor)).forEach(factor -> factor.add(fall));
    }

    /** Alerts of an attempt that is over, or was replaced, are over. */
    private void recover(FleetJob job, Presence presence) {
        for (Alarm alarm : job.alarms) {
            if (alarm.attempt() < presence.attempt() || !presence.running()) {
                job.close(alarm.fingerprint());
                outbreaks.recover(job, alarm.fingerprint(), presence.timeMillis());
            }
        }
    }

    private void take(Alarm alarm, Out out) {
        FleetJob job = jobs.computeIfAbsent(alarm.jobId(), FleetJob::new);
        if (!alarm.open()) {
            if (job.close(alarm.fingerprint())) {
                outbreaks.recover(job, alarm.fingerprint(), alarm.timeMillis());
                ledger.touch(job);
            }
            return;
        }
        if (alarm.severity() == Severity.INFO || job.isNewerThan(alarm.attempt()) || !job.open(alarm)) {
            return;
        }
        ledger.touch(job);
        Fall known = job.near(Manner.of(alarm.kind()), alarm.timeMillis(), 1000L * params.window());
        boolean news = !isRetold(alarm, job) && job.falls(alarm) && known == null;
        if (known != null && known.locate(alarm.host(), alarm.device())) {
            place(known, job);
        }
        outbreaks.attach(job, alarm, out);
        if (news) {
            fall(new Fall(job, alarm), out);
        }
    }

    /** Jobs repeat what is open when they say that they are there; a fleet that had to start afresh learns of no new illness by it. */
    private boolean isRetold(Alarm alarm, FleetJob job) {
        return alarm.timeMillis() == job.heardMillis
                && alarm.startedAtMillis() < alarm.timeMillis() - 1000L * params.window();
    }

    private void fall(Fall fall, Out out) {
        fall.heardMillis = now;
        fall.job.recent.add(fall);
        place(fall, fall.job);
        boolean news = fall.timeMillis >= now - Lateness.MOST_MILLIS;
        if (!enabled || !news || outbreaks.join(fall, now, out)) {
            return;
        }
        looks.ask(fall, now, out);
        // The time of the look may have come already, if the report was late.
        advance(now, out);
    }

    /** Falls of some time ago are part of what is usual, unless something explained them. */
    private void settle() {
        outbreaks.forget(now);
        List<Fall> old = List.copyOf(factors.cluster().before(now - Lateness.KEPT_MILLIS));
        if (old.isEmpty()) {
            return;
        }
        factors.cluster().removeFirst(old.size());
        for (Fall fall : old) {
            for (Factor factor : fall.places()) {
                if (factor != factors.cluster()) {
                    factor.remove(fall);
                }
                if (fall.isUsualAt(factor)) {
                    factor.count(fall.manner, now);
                    ledger.touch(factor);
                }
            }
            fall.job.recent.remove(fall);
            ledger.touch(fall.job);
        }
    }

    private void sweep() {
        if (now - sweptMillis < SWEEP_MILLIS) {
            return;
        }
        sweptMillis = now;
        jobs.values().removeIf(job -> {
            boolean gone = job.isForgotten(now, SILENCE_MILLIS);
            if (gone) {
                forget(job);
            }
            return gone;
        });
        factors.sweep(now, ledger::drop);
        openings.sweep(now).forEach(ledger::forgetOpenings);
    }

    private void forget(FleetJob job) {
        if (job.running) {
            for (Factor factor : job.shares) {
                factors.leave(factor, now, now);
                ledger.touch(factor);
            }
        }
        job.vanish();
        List.copyOf(job.recent).forEach(fall -> fall.places().forEach(factor -> factor.remove(fall)));
        job.alarms.forEach(alarm -> outbreaks.recover(job, alarm.fingerprint(), now));
        ledger.touch(job);
    }
}
