package io.descentry.peer;

import io.descentry.detect.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An outbreak that was told and is not over. */
final class Incident {
    /** An alert that is part of it. */
    record Patient(String jobId, int attempt, String fingerprint, Kind kind, long timeMillis) {}

    /**
     * Numbers that a person can check.
     *
     * @param ill jobs of the factor that fell ill within the seconds
     * @param jobs all its jobs
     * @param elsewhere share of jobs that fall ill in that time without it
     * @param alike what else all of them share and no more jobs do, in words; null for nothing
     */
    record Tally(
            int ill,
            int jobs,
            int seconds,
            double elsewhere,
            @Nullable String alike) {}

    private static final int SMALL = 3;

    private static final Comparator<Patient> BY_TIME = Comparator.comparingLong(Patient::timeMillis)
            .thenComparing(Patient::jobId)
            .thenComparing(Patient::fingerprint);

    final String fingerprint;
    final Manner manner;

    /** Tells this opening from others of the same incident, whoever was heard first. */
    final String opening;

    /** Event time of the first of its falls that is known. */
    long beganAtMillis;

    final long openedAtMillis;

    /** What explains it as far as is known; something wider may turn out to. */
    Factor factor;

    /** How well it does, in nats. */
    double gain;

    /** What was seen when that was found. */
    Tally tally;

    /** Event time since which it is visible. */
    long startedAtMillis;

    /** Event time of the last fall that is part of it. */
    long lastFallMillis;

    /** Time of the fleet when it last heard of such a fall. */
    long heardMillis;

    /** Event time at which it ended; 0 while it is open. */
    long endedMillis;

    /** Event time at which the last of its alerts was over, or 0 while one is open. */
    long wellSinceMillis;

    /** Its jobs when it was last told. */
    int told;

    /** What it was told anew to be caused by, each as often as that was. */
    List<String> renamed = List.of();

    private final Map<String, List<Patient>> patients = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    Incident(
            String fingerprint,
            Manner manner,
            String opening,
            long beganAtMillis,
            long openedAtMillis,
            Factor factor,
            double gain,
            Tally tally) {
        this.fingerprint = fingerprint;
        this.manner = manner;
        this.opening = opening;
        this.beganAtMillis = beganAtMillis;
        this.openedAtMillis = openedAtMillis;
        this.factor = factor;
        this.gain = gain;
        this.tally = tally;
        startedAtMillis = beganAtMillis;
        lastFallMillis = beganAtMillis;
        heardMillis = beganAtMillis;
    }

    /** Tells it from all others, also of the same place. */
    String id() {
        return fingerprint + '/' + opening;
    }

    boolean isOver() {
        return endedMillis != 0;
    }

    /** When a job last fell ill, or that was heard of if it was late: an incident of which one just learns is not over at once. */
    long newsMillis() {
        return Math.max(lastFallMillis, heardMillis);
    }

    /** An alert becomes part of it; tells whether it was not before. */
    boolean attach(Patient patient, boolean isOpen) {
        if (isOpen) {
            open.add(key(patient.jobId, patient.fingerprint));
            wellSinceMillis = 0;
        }
        List<Patient> ofJob = patients.computeIfAbsent(patient.jobId, id -> new ArrayList<>(1));
        for (Patient known : ofJob) {
            if (known.fingerprint.equals(patient.fingerprint) && known.attempt == patient.attempt) {
                return false;
            }
        }
        ofJob.add(patient);
        return true;
    }

    /** An alert is over; tells whether it was an open one of these. */
    boolean recover(String jobId, String fingerprint, long nowMillis) {
        boolean was = open.remove(key(jobId, fingerprint));
        if (was && open.isEmpty()) {
            wellSinceMillis = nowMillis;
        }
        return was;
    }

    /** Nothing of it is open although nothing ended, as when all of it was over before it was told. */
    void settle(long nowMillis) {
        if (open.isEmpty() && wellSinceMillis == 0) {
            wellSinceMillis = nowMillis;
        }
    }

    /**
     * How large it is: another level at 3 jobs, 6, 12 and so on, so that it does not depend on how many were known when it was
     * told before at which size it is told again.
     */
    static int level(int jobs) {
        return 31 - Integer.numberOfLeadingZeros(jobs / SMALL);
    }

    /** Whether it is as large by now as to be told anew. */
    boolean isLarger() {
        return level(jobs().size()) > level(told);
    }

    boolean has(String jobId) {
        return patients.containsKey(jobId);
    }

    /** The alerts of a job that are part of it. */
    List<Patient> of(String jobId) {
        return patients.getOrDefault(jobId, List.of());
    }

    Set<String> jobs() {
        return patients.keySet();
    }

    /** All its alerts, by time. */
    List<Patient> patients() {
        return patients.values().stream().flatMap(List::stream).sorted(BY_TIME).toList();
    }

    private static String key(String jobId, String fingerprint) {
        return fingerprint + ' ' + jobId;
    }
}
