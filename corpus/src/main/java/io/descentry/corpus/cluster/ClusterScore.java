package io.descentry.corpus.cluster;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was said of a simulated cluster, in the light of the truth.
 *
 * @param incidents each incident that it deserves, and what was said of it
 * @param falseIncidents incidents that opened for no such reason, or a second time for the same
 * @param kinds faults of single jobs and members by the kind that they deserve
 * @param falseAlarms alerts of severity warning and critical on jobs that are healthy, or that their fault does not explain
 */
public record ClusterScore(
        List<Incident> incidents,
        List<AlertEvent> falseIncidents,
        Map<String, Kind> kinds,
        List<AlertEvent> falseAlarms) {
    private static final String FLEET = "fleet_incident";

    /**
     * An incident that the cluster deserves.
     *
     * @param opened how it was told first; null if it was not
     * @param secondMillis when the second of its members was alarmed; -1 if fewer were
     * @param alarmed members with an alert of their own
     * @param attached members whose alerts were attached to it
     * @param strangers jobs among its members in the end that it does not strike
     */
    public record Incident(
            ExpectedIncident truth,
            @Nullable AlertEvent opened,
            long secondMillis,
            int alarmed,
            int attached,
            int strangers) {

        /** From the alert of the second member to the incident, simulated seconds. */
        public OptionalDouble delaySeconds() {
            AlertEvent told = opened;
            return told == null || secondMillis < 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((told.getTime().toEpochMilli() - secondMillis) / 1000.0);
        }
    }

    /**
     * Jobs that deserve an alert of a kind and had time enough for it.
     *
     * @param found of them that got one of a kind that is right
     * @param placed of those found whose rank, layer and phase are known and could be told
     * @param placedRight of these, told rightly
     * @param delays from the fault to the first alert that is right, simulated seconds, in order
     * @param missed ids of those that got none, with what was done to them
     */
    public record Kind(int jobs, int found, int placed, int placedRight, List<Double> delays, List<String> missed) {}

    /** Scores the events of a whole simulation. */
    public static ClusterScore of(SimulatedCluster cluster, List<AlertEvent> events) {
        var byJob = new HashMap<String, List<AlertEvent>>();
        List<AlertEvent> incidents = new ArrayList<>();
        for (AlertEvent event : events) {
            if (event.getKind().equals(FLEET)) {
                incidents.add(event);
            } else {
                byJob.computeIfAbsent(event.getJobId(), job -> new ArrayList<>())
                        .add(event);
            }
        }
        List<Incident> told = cluster.incidents().stream()
                .map(truth -> incident(truth, incidents, byJob))
                .toList();
        Set<String> right = new HashSet<>();
        told.forEach(incident -> {
            if (incident.opened != null) {
                right.add(incident.opened.getEventId());
            }
        });
        List<AlertEvent> others = incidents.stream()
                .filter(event -> event.getStatus() == AlertStatus.FIRING && !right.contains(event.getEventId()))
                .toList();
        return new ClusterScore(told, others, kinds(cluster, byJob), falseAlarms(cluster, byJob));
    }

    private static Incident incident(
            ExpectedIncident truth, List<AlertEvent> incidents, Map<String, List<AlertEvent>> byJob) {
        List<AlertEvent> own = incidents.stream()
                .filter(event -> truth.fault().factor().equals(event.getFactor())
                        && truth.value().equals(event.getFactorValue()))
                .toList();
        AlertEvent opened = own.stream()
                .filter(event -> event.getStatus() == AlertStatus.FIRING)
                .min(Comparator.comparing(AlertEvent::getTime))
                .orElse(null);
        List<Long> alarms = truth.members().stream()
                .map(job -> byJob.getOrDefault(job, List.of()).stream()
                        .filter(event -> alarms(event) && event.getTime().toEpochMilli() >= truth.fromMillis())
                        .map(event -> event.getTime().toEpochMilli())
                        .min(Comparator.naturalOrder())
                        .orElse(null))
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        long attached = opened == null
                ? 0
                : truth.members().stream()
                        .filter(job -> byJob.getOrDefault(job, List.of()).stream()
                                .anyMatch(event -> event.getStatus() == AlertStatus.ATTACHED
                                        && opened.getFingerprint().equals(event.getIncident())))
                        .count();
        var strangers = new HashSet<String>();
        own.forEach(event -> event.getMembers().forEach(member -> strangers.add(member.getJobId())));
        strangers.removeAll(truth.members());
        return new Incident(
                truth,
                opened,
                alarms.size() < 2 ? -1 : alarms.get(1),
                alarms.size(),
                Math.toIntExact(attached),
                strangers.size());
    }

    private static boolean alarms(AlertEvent event) {
        return event.getStatus() == AlertStatus.FIRING && event.getSeverity() != AlertSeverity.INFO;
    }

    private static Map<String, Kind> kinds(SimulatedCluster cluster, Map<String, List<AlertEvent>> byJob) {
        var kinds = new TreeMap<String, Kind>();
        for (ExpectedAlert expected : cluster.alerts().values()) {
            AlertEvent first = byJob.getOrDefault(expected.jobId(), List.of()).stream()
                    .filter(event -> event.getStatus() == AlertStatus.FIRING
                            && expected.kinds().contains(event.getKind()))
                    .findFirst()
                    .orElse(null);
            if (first != null || expected.due()) {
                String name =
                        String.join("|", expected.kinds().stream().sorted().toList());
                kinds.merge(name, kind(expected, first), ClusterScore::sum);
            }
        }
        return kinds;
    }

    private static Kind kind(ExpectedAlert expected, @Nullable AlertEvent first) {
        if (first == null) {
            return new Kind(1, 0, 0, 0, List.of(), List.of(expected.jobId() + " (" + expected.cause() + ")"));
        }
        boolean placed = expected.rank() >= 0;
        double delay = (first.getTime().toEpochMilli() - expected.fromMillis()) / 1000.0;
        return new Kind(1, 1, placed ? 1 : 0, placed && isRight(expected, first) ? 1 : 0, List.of(delay), List.of());
    }

    private static boolean isRight(ExpectedAlert expected, AlertEvent told) {
        Integer rank = told.getRank();
        String layer = expected.layer();
        String phase = expected.phase();
        return rank != null
                && rank == expected.rank()
                && (layer == null || layer.equals(told.getLayer()))
                && (phase == null || (told.getSummary() + ' ' + told.getDescription()).contains(phase));
    }

    private static Kind sum(Kind one, Kind other) {
        List<Double> delays = new ArrayList<>(one.delays);
        delays.addAll(other.delays);
        delays.sort(Comparator.naturalOrder());
        List<String> missed = new ArrayList<>(one.missed);
        missed.addAll(other.missed);
        return new Kind(
                one.jobs + other.jobs,
                one.found + other.found,
                one.placed + other.placed,
                one.placedRight + other.placedRight,
                delays,
                missed);
    }

    private static List<AlertEvent> falseAlarms(SimulatedCluster cluster, Map<String, List<AlertEvent>> byJob) {
        List<AlertEvent> wrong = new ArrayList<>();
        byJob.forEach((job, events) -> {
            ExpectedAlert expected = cluster.alerts().get(job);
            events.stream()
                    .filter(ClusterScore::alarms)
                    .filter(event -> expected == null
                            || !(expected.kinds().contains(event.getKind())
                                    || expected.also().contains(event.getKind())))
                    .forEach(wrong::add);
        });
        wrong.sort(Comparator.comparing(AlertEvent::getTime).thenComparing(AlertEvent::getEventId));
        return wrong;
    }
}
