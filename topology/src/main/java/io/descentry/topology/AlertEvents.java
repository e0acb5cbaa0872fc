package io.descentry.topology;

import io.descentry.alert.AlertChange;
import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import io.descentry.avro.Cause;
import io.descentry.avro.Evidence;
import io.descentry.avro.IncidentMember;
import io.descentry.avro.ObservedKind;
import io.descentry.reading.JobFacts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The published form of a change of an alert. No non-finite double gets through here. */
public final class AlertEvents {
    private AlertEvents() {}

    /** The Avro record of a change that points to no pages. */
    public static AlertEvent of(AlertChange change) {
        return of(change, AlertLinks.NONE);
    }

    /** The Avro record of a change. */
    public static AlertEvent of(AlertChange change, AlertLinks links) {
        JobFacts job = change.job();
        Optional<JobFacts.Placement> placement = job.ranks().stream()
                .filter(place -> place.rank() == change.rank())
                .findFirst();
        AlertEvent.Builder event = AlertEvent.newBuilder()
                .setEventId(change.eventId())
                .setFingerprint(change.fingerprint())
                .setKind(change.kind().id())
                .setAlertName(change.kind().alertName())
                .setStatus(AlertStatus.valueOf(change.status().name()))
                .setSeverity(AlertSeverity.valueOf(change.severity().name()))
                .setTime(Instant.ofEpochMilli(change.timeMillis()))
                .setJobId(job.jobId())
                .setAttempt(change.attempt())
                .setJobName(job.name())
                .setProject(job.project())
                .setOwner(job.owner())
                .setCluster(job.cluster())
                .setLabels(job.labels())
                .setSubject(change.subject())
                .setRank(change.rank() < 0 ? null : change.rank())
                .setHost(placement.map(JobFacts.Placement::host).orElse(null))
                .setDevice(placement.map(JobFacts.Placement::device).orElse(null))
                .setLayer(change.layer())
                .setFirstStep(change.firstStep())
                .setLastStep(change.lastStep())
                .setDetectedStep(change.detectedStep())
                .setStartedAt(Instant.ofEpochMilli(change.startedAtMillis()))
                .setDetectedAt(Instant.ofEpochMilli(change.detectedAtMillis()))
                .setResolvedAt(change.resolvedAtMillis() < 0 ? null : Instant.ofEpochMilli(change.resolvedAtMillis()))
                .setResolution(
                        change.resolution() == null ? null : change.resolution().name())
                .setSummary(change.summary())
                .setDescription(change.description())
                .setEvidence(
                        change.evidence().stream().map(AlertEvents::evidence).toList())
                .setCauses(change.causes().stream().map(AlertEvents::cause).toList())
                .setRemedies(change.remedies())
                .setRunbookUrl(links.runbookOf(change))
                .setDashboardUrl(links.dashboardOf(change))
                .setRelated(change.place().related())
                .setIncident(change.place().incident())
                .setFollows(change.place().follows())
                .setPages(change.place().pages())
                .setChain(change.place().chain());
        AlertChange.Outbreak outbreak = change.outbreak();
        if (outbreak == null) {
            event.setMembers(List.of());
        } else {
            event.setFactor(outbreak.factor())
                    .setFactorValue(outbreak.value())
                    .setMembers(
                            outbreak.members().stream().map(AlertEvents::member).toList());
        }
        return event.build();
    }

    private static IncidentMember member(AlertChange.Outbreak.Member member) {
        return IncidentMember.newBuilder()
                .setJobId(member.jobId())
                .setFingerprint(member.fingerprint())
                .setKind(member.kind().id())
                .build();
    }

    private static Cause cause(AlertChange.Cause cause) {
        return Cause.newBuilder()
                .setId(cause.id())
                .setScore(cause.score())
                .setWhy(cause.why())
                .setEvidenceFor(cause.pro())
                .setEvidenceAgainst(cause.contra())
                .setConfirm(cause.confirm())
                .setRemedies(cause.remedies())
                .build();
    }

    private static Evidence evidence(io.descentry.detect.Evidence evidence) {
        return Evidence.newBuilder()
                .setSeries(evidence.series())
                .setStep(evidence.step())
                .setObserved(finiteOrNull(evidence.observed()))
                .setObservedKind(kindOf(evidence.observed()))
                .setExpected(finiteOrNull(evidence.expected()))
                .setBar(finiteOrNull(evidence.bar()))
                .setWindowSteps(evidence.windowSteps() == 0 ? null : evidence.windowSteps())
                .setText(evidence.text())
                .build();
    }

    private static @Nullable Double finiteOrNull(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static ObservedKind kindOf(double value) {
        if (Double.isNaN(value)) {
            return ObservedKind.NAN;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? ObservedKind.POS_INF : ObservedKind.NEG_INF;
        }
        return ObservedKind.FINITE;
    }
}
