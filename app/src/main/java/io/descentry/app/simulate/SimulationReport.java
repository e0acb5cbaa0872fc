package io.descentry.app.simulate;

import io.descentry.avro.AlertEvent;
import io.descentry.corpus.cluster.ClusterPlan;
import io.descentry.corpus.cluster.ClusterScore;
import io.descentry.corpus.cluster.SimulatedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/** The outcome of one simulation for people. */
record SimulationReport(SimulatedCluster cluster, ClusterWay.Outcome outcome, ClusterScore score) {
    /** An incident is told so soon after the alert of its second member, simulated seconds. */
    static final double SOON = 60;

    private static final int LISTED = 8;

    List<String> lines() {
        ClusterPlan plan = cluster.plan();
        double seconds = outcome.took().toNanos() / 1e9;
        var lines = new ArrayList<String>();
        lines.add(text(
                "seed %d: %,d jobs on %,d hosts, %d simulated minutes; %,d records in %.1f s (%,.0f a second)",
                plan.seed(),
                plan.jobs(),
                plan.hosts(),
                plan.length().toMinutes(),
                outcome.records(),
                seconds,
                outcome.records() / seconds));
        outcome.notJudged().forEach((reason, count) -> lines.add(text("  records not judged: %s %d", reason, count)));
        score.incidents().forEach(incident -> lines.add("  " + line(incident)));
        score.falseIncidents().forEach(event -> lines.add("  FALSE INCIDENT: " + event.getSummary()));
        if (score.incidents().isEmpty() && score.falseIncidents().isEmpty()) {
            lines.add("  no incident, and none deserved");
        }
        score.kinds().forEach((name, kind) -> lines.add("  " + line(name, kind)));
        addFalseAlarms(lines);
        Delays.of(outcome.delays())
                .ifPresent(delays -> lines.add("  from the last record needed, as it was sent, to the alert at a"
                        + " read_committed reader: " + delays));
        Delays.of(outcome.deadlineDelays())
                .ifPresent(delays ->
                        lines.add("  from the deadline, where no record but silence or a hold is needed: " + delays));
        return lines;
    }

    private static String line(ClusterScore.Incident incident) {
        var truth = incident.truth();
        AlertEvent opened = incident.opened();
        String what = truth.fault().id() + ' ' + truth.value() + ", "
                + truth.members().size() + " jobs: ";
        if (opened == null) {
            return what + "MISSED; " + incident.alarmed() + " of them alarmed";
        }
        return what
                + text(
                        "one incident by %s, %.1f s after the second member; %d of %d alarmed jobs attached%s",
                        Objects.requireNonNullElse(opened.getFactor(), "?"),
                        incident.delaySeconds().orElse(Double.NaN),
                        incident.attached(),
                        incident.alarmed(),
                        incident.strangers() == 0 ? "" : ", " + incident.strangers() + " STRANGERS");
    }

    private static String line(String name, ClusterScore.Kind kind) {
        List<Double> delays = kind.delays();
        return text(
                "%s: %d of %d jobs%s%s%s",
                name,
                kind.found(),
                kind.jobs(),
                kind.placed() == 0 ? "" : text(", place right %d of %d", kind.placedRight(), kind.placed()),
                delays.isEmpty() ? "" : text(", median %.1f s", delays.get(delays.size() / 2)),
                kind.missed().isEmpty()
                        ? ""
                        : "; missed "
                                + String.join(
                                        ", ",
                                        kind.missed()
                                                .subList(
                                                        0,
                                                        Math.min(
                                                                LISTED,
                                                                kind.missed().size()))));
    }

    private void addFalseAlarms(List<String> lines) {
        Set<String> faulty = cluster.alerts().keySet();
        List<AlertEvent> healthy = onHealthy();
        lines.add(text(
                "  false alarms: %d on healthy jobs, %d on faulty ones",
                healthy.size(), score.falseAlarms().size() - healthy.size()));
        score.falseAlarms().stream()
                .limit(3L * LISTED)
                .forEach(event -> lines.add(text(
                        "    %s %s%s: %s",
                        event.getKind(),
                        event.getJobId(),
                        faulty.contains(event.getJobId())
                                ? " ("
                                        + Objects.requireNonNull(
                                                        cluster.alerts().get(event.getJobId()))
                                                .cause() + ")"
                                : "",
                        event.getSummary())));
    }

    List<AlertEvent> onHealthy() {
        return score.falseAlarms().stream()
                .filter(event -> !cluster.alerts().containsKey(event.getJobId()))
                .toList();
    }

    /** What the gate asks and is not so. */
    List<String> unmet() {
        String which = "seed " + cluster.plan().seed() + ": ";
        var unmet = new ArrayList<String>();
        for (ClusterScore.Incident incident : score.incidents()) {
            String what = which + incident.truth().fault().id();
            if (incident.opened() == null) {
                unmet.add(what + " is not told");
            } else if (!(incident.delaySeconds().orElse(Double.NaN) <= SOON)) {
                unmet.add(what
                        + text(" is told after %.1f s", incident.delaySeconds().orElse(Double.NaN)));
            } else if (incident.strangers() > 0) {
                unmet.add(what + " has " + incident.strangers() + " jobs that it does not strike");
            }
        }
        if (!score.falseIncidents().isEmpty()) {
            unmet.add(which + score.falseIncidents().size() + " incidents that are none");
        }
        if (!onHealthy().isEmpty()) {
            unmet.add(which + onHealthy().size() + " alarms on healthy jobs");
        }
        return unmet;
    }

    @SuppressWarnings("AnnotateFormatMethod") // Its annotation is in a library that is not needed otherwise.
    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
