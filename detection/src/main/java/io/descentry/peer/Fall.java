package io.descentry.peer;

import io.descentry.detect.Kind;
import io.descentry.detect.Severity;
import io.descentry.peer.PeerReport.Alarm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One job falling ill in one manner: the first of its alerts of that manner, where and when. */
final class Fall {
    final FleetJob job;
    final Manner manner;
    final int attempt;
    final Kind kind;
    final String fingerprint;
    final Severity severity;
    final long timeMillis;
    final long startedAtMillis;

    /** Where it began, as far as an alert of this manner said so. */
    private @Nullable String host;

    private @Nullable String device;

    /** What it shares with other jobs: those at which it counts, narrowest sort first. */
    private List<Factor> places = List.of();

    /** The incident that explains it. */
    @Nullable
    Incident incident;

    /** The time of the fleet when it heard of it. */
    long heardMillis;

    Fall(FleetJob job, Alarm alarm) {
        this.job = job;
        manner = Manner.of(alarm.kind());
        attempt = alarm.attempt();
        kind = alarm.kind();
        fingerprint = alarm.fingerprint();
        severity = alarm.severity();
        timeMillis = alarm.timeMillis();
        startedAtMillis = alarm.startedAtMillis();
        host = alarm.host();
        device = alarm.device();
        heardMillis = timeMillis;
    }

    @Nullable
    String host() {
        return host;
    }

    @Nullable
    String device() {
        return device;
    }

    /** A later alert knows where it began; tells whether that is news. */
    boolean locate(@Nullable String atHost, @Nullable String atDevice) {
        if (host != null || atHost == null) {
            return false;
        }
        host = atHost;
        device = atDevice;
        return true;
    }

    List<Factor> places() {
        return places;
    }

    void place(List<Factor> at) {
        places = at;
    }

    boolean isAt(Factor factor) {
        return places.contains(factor);
    }

    /** Whether nothing explains it that is out of the usual there: an owner who does it again does what is usual, though it was news. */
    boolean isUsualAt(Factor factor) {
        return incident == null || (factor == incident.factor && factor.sort == FactorSort.PROJECT);
    }

    /** As it was told, to be told again after a restart. */
    Alarm alarm() {
        return new Alarm(
                job.id, attempt, timeMillis, fingerprint, kind, severity, true, "", -1, host, device, startedAtMillis);
    }

    /** By time; at the same time in an order that does not depend on who arrived first. */
    static int order(Fall a, Fall b) {
        int byTime = Long.compare(a.timeMillis, b.timeMillis);
        return byTime != 0 ? byTime : a.job.id.compareTo(b.job.id);
    }
}
