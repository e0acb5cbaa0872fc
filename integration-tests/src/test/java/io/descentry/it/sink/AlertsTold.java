package io.descentry.it.sink;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertSeverity;
import io.descentry.avro.AlertStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Every alert event that a committed reader saw, in the order of the log. */
record AlertsTold(List<AlertEvent> events) {
    private static final List<AlertStatus> ORDER =
            List.of(AlertStatus.FIRING, AlertStatus.ATTACHED, AlertStatus.ESCALATED, AlertStatus.RESOLVED);

    /** Those of jobs that a test of the sinks did not make up. */
    AlertsTold {
        events = events.stream()
                .filter(event -> !event.getJobId().startsWith("sink-"))
                .toList();
    }

    /** Ids of events that were said more than once. */
    Set<String> doubled() {
        Set<String> seen = new TreeSet<>();
        return events.stream()
                .map(AlertEvent::getEventId)
                .filter(id -> !seen.add(id))
                .collect(Collectors.toSet());
    }

    /** What is said of each event in a row of the table. */
    Map<String, String> rows() {
        Map<String, String> rows = new TreeMap<>();
        events.forEach(event -> rows.put(
                event.getEventId(),
                event.getFingerprint() + " " + event.getJobId() + " " + event.getKind() + " " + event.getStatus() + " "
                        + event.getSeverity() + " " + event.getTime().toEpochMilli()));
        return rows;
    }

    /** The statuses of each life of each alert, in order: an alert that comes back begins another one. */
    Map<String, List<AlertStatus>> lives() {
        Map<String, List<AlertStatus>> lives = new LinkedHashMap<>();
        // What an incident says of its members stands in another partition than what their jobs say.
        events.stream()
                .sorted(Comparator.comparing(AlertEvent::getTime)
                        .thenComparingInt(event -> ORDER.indexOf(event.getStatus())))
                .forEach(event -> lives.computeIfAbsent(
                                event.getFingerprint() + " " + event.getDetectedAt(), key -> new ArrayList<>())
                        .add(event.getStatus()));
        return lives;
    }

    /** The last event of every alert that is open. */
    List<AlertEvent> open() {
        Map<String, AlertEvent> last = new TreeMap<>();
        events.forEach(event -> last.merge(
                event.getFingerprint(), event, (one, other) -> other.getTime().isBefore(one.getTime()) ? one : other));
        return last.values().stream()
                .filter(event -> event.getStatus() != AlertStatus.RESOLVED)
                .toList();
    }

    /** Fingerprints of open alerts that are to call somebody. */
    Set<String> calling() {
        return open().stream()
                .filter(AlertEvent::getPages)
                .filter(event -> event.getSeverity() != AlertSeverity.INFO)
                .map(AlertEvent::getFingerprint)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Kinds that were said of a job, by severity. */
    Set<String> kinds(String job, Predicate<AlertSeverity> severity) {
        return events.stream()
                .filter(event -> event.getJobId().equals(job) && severity.test(event.getSeverity()))
                .map(AlertEvent::getKind)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
