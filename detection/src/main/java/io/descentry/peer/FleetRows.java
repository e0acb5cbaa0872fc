package io.descentry.peer;

import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.memory.MemoryFormatException;
import io.descentry.memory.MemoryIo;
import io.descentry.memory.MemoryReader;
import io.descentry.memory.MemoryWriter;
import io.descentry.peer.Incident.Patient;
import io.descentry.peer.Incident.Tally;
import io.descentry.peer.PeerReport.Alarm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A fleet as rows: one for each job, factor, incident that is open or ended not long ago, and incident opened lately, and one for
 * the times at which it wants to look.
 */
final class FleetRows {
    static final String HOLDS = "holds";

    private static final int LAYOUT = 2;
    private static final int LAYOUT_OF_INCIDENTS = 3;
    private static final int MOST_NAME = 400;
    private static final int MOST = 1 << 17;
    private static final String JOB = "job/";
    private static final String FACTOR = "factor/";
    private static final String INCIDENT = "incident/";
    private static final String OPENINGS = "opened/";

    private final Factors factors;
    private final Map<String, FleetJob> jobs;
    private final Outbreaks outbreaks;
    private final Openings openings;
    private final Looks looks;

    FleetRows(Factors factors, Map<String, FleetJob> jobs, Outbreaks outbreaks, Openings openings, Looks looks) {
        this.factors = factors;
        this.jobs = jobs;
        this.outbreaks = outbreaks;
        this.openings = openings;
        this.looks = looks;
    }

    static String nameOfJob(String id) {
        return JOB + cut(id);
    }

    static String name(Factor factor) {
        return FACTOR + factor.sort.word() + '/' + cut(factor.value);
    }

    static String name(Incident incident) {
        return INCIDENT + incident.id();
    }

    static String nameOfOpenings(String fingerprint) {
        return OPENINGS + fingerprint;
    }

    /** A name may be long; two that begin alike are told apart by their hash. */
    private static String cut(String name) {
        return name.length() <= MOST_NAME
                ? name
                : name.substring(0, MOST_NAME) + '#' + Integer.toHexString(name.hashCode());
    }

    byte[] writeHolds() {
        return write(LAYOUT, looks::sync);
    }

    byte[] write(FleetJob job) {
        return write(LAYOUT, io -> sync(io, job));
    }

    byte[] write(Factor factor) {
        return write(LAYOUT, io -> sync(io, factor));
    }

    byte[] write(Incident incident) {
        return write(LAYOUT_OF_INCIDENTS, io -> sync(io, incident));
    }

    byte[] writeOpenings(String fingerprint) {
        return write(LAYOUT, io -> openings.sync(io, fingerprint));
    }

    private static byte[] write(int layout, Consumer<MemoryIo> what) {
        MemoryWriter out = new MemoryWriter();
        out.i32(layout);
        what.accept(out);
        return out.toBytes();
    }

    /** Takes rows in; those of another layout are left aside. */
    void restore(Map<String, byte[]> rows) {
        Map<String, byte[]> sorted = new TreeMap<>(rows);
        each(sorted, FACTOR, LAYOUT, io -> sync(io, (Factor) null));
        each(sorted, INCIDENT, LAYOUT_OF_INCIDENTS, io -> sync(io, (Incident) null));
        each(sorted, JOB, LAYOUT, io -> sync(io, (FleetJob) null));
        each(sorted, OPENINGS, LAYOUT, io -> openings.sync(io, null));
        each(sorted, HOLDS, LAYOUT, looks::sync);
    }

    private static void each(Map<String, byte[]> rows, String prefix, int layout, Consumer<MemoryIo> take) {
        rows.forEach((name, bytes) -> {
            if (!name.startsWith(prefix)) {
                return;
            }
            MemoryReader in = new MemoryReader(bytes);
            if (in.i32(0) == layout) {
                take.accept(in);
            }
        });
    }

    private Factor named(MemoryIo io, @Nullable Factor factor) {
        int sort = io.i32(factor == null ? 0 : factor.sort.ordinal());
        String value = io.text(factor == null ? "" : factor.value);
        return factor == null ? factors.of(FactorSort.at(sort), value) : factor;
    }

    private void sync(MemoryIo io, @Nullable Factor writing) {
        Factor factor = named(io, writing);
        if (io.bool(factor.within != null)) {
            factor.within = named(io, factor.within);
        }
        factor.sync(io);
    }

    private void sync(MemoryIo io, @Nullable Incident writing) {
        String fingerprint = io.text(writing == null ? "" : writing.fingerprint);
        int manner = io.i32(writing == null ? 0 : writing.manner.ordinal());
        String opening = io.text(writing == null ? "" : writing.opening);
        long began = io.i64(writing == null ? 0 : writing.beganAtMillis);
        long opened = io.i64(writing == null ? 0 : writing.openedAtMillis);
        Factor factor = named(io, writing == null ? null : writing.factor);
        if (io.bool(factor.within != null)) {
            factor.within = named(io, factor.within);
        }
        double gain = io.f64(writing == null ? 0 : writing.gain);
        Tally tally = sync(io, writing == null ? null : writing.tally);
        Incident incident = writing == null
                ? new Incident(fingerprint, Manner.at(manner), opening, began, opened, factor, gain, tally)
                : writing;
        incident.startedAtMillis = io.i64(incident.startedAtMillis);
        incident.lastFallMillis = io.i64(incident.lastFallMillis);
        incident.heardMillis = io.i64(incident.heardMillis);
        incident.endedMillis = io.i64(incident.endedMillis);
        incident.wellSinceMillis = io.i64(incident.wellSinceMillis);
        incident.told = io.i32(incident.told);
        incident.renamed = List.copyOf(list(io, incident.renamed, told -> io.text(told == null ? "" : told)));
        if (writing == null) {
            outbreaks.restore(incident);
        }
    }

    private static Tally sync(MemoryIo io, @Nullable Tally tally) {
        return new Tally(
                io.i32(tally == null ? 0 : tally.ill()),
                io.i32(tally == null ? 0 : tally.jobs()),
                io.i32(tally == null ? 0 : tally.seconds()),
                io.f64(tally == null ? 0 : tally.elsewhere()),
                io.textOrNull(tally == null ? null : tally.alike()));
    }

    private void sync(MemoryIo io, @Nullable FleetJob writing) {
        String id = io.text(writing == null ? "" : writing.id);
        FleetJob job = writing == null ? new FleetJob(id) : writing;
        job.attempt = io.i32(job.attempt);
        job.running = io.bool(job.running);
        job.heardMillis = io.i64(job.heardMillis);
        List<Factor> shares = list(io, Arrays.asList(job.shares), factor -> named(io, factor));
        job.alarms = List.copyOf(list(io, job.alarms, alarm -> alarm(io, id, alarm)));
        job.syncSince(io);
        job.syncFell(io);
        List<Fall> falls = list(io, job.recent, fall -> fall(io, job, fall));
        if (writing == null) {
            job.shares = shares.toArray(job.shares);
            restored(job, falls);
        }
        patients(io, job);
    }

    private void restored(FleetJob job, List<Fall> falls) {
        jobs.put(job.id, job);
        job.attend();
        if (job.running) {
            for (Factor factor : job.shares) {
                factors.rejoin(factor);
            }
        }
        for (Fall fall : falls) {
            job.recent.add(fall);
            fall.place(job.places(fall, factors));
            fall.places().forEach(factor -> factor.add(fall));
        }
    }

    private Fall fall(MemoryIo io, FleetJob job, @Nullable Fall writing) {
        Alarm alarm = alarm(io, job.id, writing == null ? null : writing.alarm());
        Fall fall = writing == null ? new Fall(job, alarm) : writing;
        fall.heardMillis = io.i64(fall.heardMillis);
        String incident = io.textOrNull(fall.incident == null ? null : fall.incident.id());
        if (writing == null && incident != null) {
            fall.incident = outbreaks.of(incident);
        }
        return fall;
    }

    /** The alerts of a job that are part of incidents: an outage has many jobs, and an incident a small row. */
    private void patients(MemoryIo io, FleetJob job) {
        List<Incident> its = outbreaks.all().filter(each -> each.has(job.id)).toList();
        int n = io.i32(its.size());
        check(n);
        for (int i = 0; i < n; i++) {
            Incident writing = i < its.size() ? its.get(i) : null;
            String id = io.text(writing == null ? "" : writing.id());
            List<Patient> patients =
                    list(io, writing == null ? List.of() : writing.of(job.id), patient -> patient(io, job.id, patient));
            Incident incident = outbreaks.of(id);
            if (writing == null && incident != null) {
                long well = incident.wellSinceMillis;
                patients.forEach(patient -> incident.attach(patient, job.alarm(patient.fingerprint()) != null));
                incident.wellSinceMillis = well;
            }
        }
    }

    private static Patient patient(MemoryIo io, String jobId, @Nullable Patient patient) {
        return new Patient(
                jobId,
                io.i32(patient == null ? 0 : patient.attempt()),
                io.text(patient == null ? "" : patient.fingerprint()),
                kind(io.text(patient == null ? "" : patient.kind().id())),
                io.i64(patient == null ? 0 : patient.timeMillis()));
    }

    private static Alarm alarm(MemoryIo io, String jobId, @Nullable Alarm alarm) {
        return new Alarm(
                jobId,
                io.i32(alarm == null ? 0 : alarm.attempt()),
                io.i64(alarm == null ? 0 : alarm.timeMillis()),
                io.text(alarm == null ? "" : alarm.fingerprint()),
                kind(io.text(alarm == null ? "" : alarm.kind().id())),
                Severity.values()[io.i32(alarm == null ? 0 : alarm.severity().ordinal())],
                true,
                io.text(alarm == null ? "" : alarm.subject()),
                io.i32(alarm == null ? 0 : alarm.rank()),
                io.textOrNull(alarm == null ? null : alarm.host()),
                io.textOrNull(alarm == null ? null : alarm.device()),
                io.i64(alarm == null ? 0 : alarm.startedAtMillis()));
    }

    /** A kind that is no longer known was an illness of some kind. */
    private static Kind kind(String id) {
        return Kind.of(id).orElse(Kind.FLEET_INCIDENT);
    }

    /** Writes the elements of a list, or reads as many as were written. */
    private static <T> List<T> list(MemoryIo io, List<T> elements, UnaryOperator<@Nullable T> sync) {
        int n = io.i32(elements.size());
        check(n);
        List<T> read = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            read.add(sync.apply(i < elements.size() ? elements.get(i) : null));
        }
        return read;
    }

    private static void check(int n) {
        if (n < 0 || n > MOST) {
            throw new MemoryFormatException("a list of " + n);
        }
    }
}
