package io.descentry.peer;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What changed since it was last kept. */
final class Ledger {
    private final Map<String, FleetJob> known;
    // To clear a set that was large once takes as long as it was large, so these two begin anew.
    private Set<String> jobs = new LinkedHashSet<>();
    private Set<Factor> factors = new LinkedHashSet<>();
    private final Set<Factor> goneFactors = new LinkedHashSet<>();
    private final Set<Incident> incidents = new LinkedHashSet<>();
    private final Set<Incident> goneIncidents = new LinkedHashSet<>();
    private final Set<String> openings = new LinkedHashSet<>();
    private final Set<String> goneOpenings = new LinkedHashSet<>();
    private boolean holds;

    Ledger(Map<String, FleetJob> known) {
        this.known = known;
    }

    void touch(FleetJob job) {
        jobs.add(job.id);
    }

    /** A job that may be forgotten by now. */
    void touch(String jobId) {
        jobs.add(jobId);
    }

    void touch(Factor factor) {
        factors.add(factor);
    }

    void drop(Factor factor) {
        factors.remove(factor);
        goneFactors.add(factor);
    }

    void touch(Incident incident) {
        incidents.add(incident);
    }

    void drop(Incident incident) {
        incidents.remove(incident);
        goneIncidents.add(incident);
    }

    /** An incident was opened once more. */
    void opened(String fingerprint) {
        openings.add(fingerprint);
    }

    /** How often it was opened is of no interest any more. */
    void forgetOpenings(String fingerprint) {
        goneOpenings.add(fingerprint);
    }

    void touchHolds() {
        holds = true;
    }

    /** Keeps it as rows. */
    void flush(FleetRows rows, PeerGroup.Out out) {
        goneFactors.forEach(factor -> out.keep(FleetRows.name(factor), null));
        factors.forEach(factor -> out.keep(FleetRows.name(factor), rows.write(factor)));
        for (String id : jobs) {
            FleetJob job = known.get(id);
            out.keep(FleetRows.nameOfJob(id), job == null ? null : rows.write(job));
        }
        goneIncidents.forEach(incident -> out.keep(FleetRows.name(incident), null));
        incidents.forEach(incident -> out.keep(FleetRows.name(incident), rows.write(incident)));
        goneOpenings.forEach(fingerprint -> out.keep(FleetRows.nameOfOpenings(fingerprint), null));
        openings.forEach(
                fingerprint -> out.keep(FleetRows.nameOfOpenings(fingerprint), rows.writeOpenings(fingerprint)));
        if (holds) {
            out.keep(FleetRows.HOLDS, rows.writeHolds());
        }
        jobs = new LinkedHashSet<>();
        factors = new LinkedHashSet<>();
        forget(goneFactors, incidents, goneIncidents, openings, goneOpenings);
        holds = false;
    }

    private static void forget(Set<?>... all) {
        for (Set<?> each : all) {
            if (!each.isEmpty()) {
                each.clear();
            }
        }
    }
}
