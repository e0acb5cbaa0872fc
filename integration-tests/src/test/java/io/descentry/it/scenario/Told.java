package io.descentry.it.scenario;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.AlertStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What was told, as the scenarios write it.
 *
 * @param alerts the changes of alerts of a job, and the jobs of which just these were told: {@code loss_spike FIRING WARNING loss at
 *     120 since 119}, with {@code attached} where it follows from another alert and does not page, and {@code loss_spike ATTACHED
 *     WARNING loss to host h7} where it became part of an incident of the fleet and pages no more
 */
record Told(Map<List<String>, Set<String>> alerts, List<Outbreak> incidents) {

    /** @param nameOf what the story calls jobs and what they share */
    static Told of(List<AlertEvent> events, UnaryOperator<String> nameOf) {
        Map<String, List<String>> alerts = new TreeMap<>();
        List<Outbreak> incidents = new ArrayList<>();
        Map<String, String> factors = new HashMap<>();
        for (AlertEvent event : events) {
            if (event.getFactor() == null) {
                alerts.computeIfAbsent(nameOf.apply(event.getJobId()), job -> new ArrayList<>())
                        .add(words(event, factors.get(event.getIncident())));
            } else {
                Outbreak outbreak = Outbreak.of(event, nameOf);
                factors.put(event.getFingerprint(), outbreak.factor());
                incidents.add(outbreak);
            }
        }
        return byAlerts(alerts, incidents);
    }

    /** What a story expects: this and nothing else. */
    static Told expected(Scenario scenario) {
        Map<String, List<String>> alerts = new TreeMap<>();
        for (Jobs jobs : scenario.jobs()) {
            if (!jobs.alerts().isEmpty()) {
                Names.of(jobs.names()).forEach(job -> alerts.put(job, jobs.alerts()));
            }
        }
        return byAlerts(alerts, scenario.incidents());
    }

    private static Told byAlerts(Map<String, List<String>> alerts, List<Outbreak> incidents) {
        Map<List<String>, Set<String>> jobs = new LinkedHashMap<>();
        alerts.forEach((job, ofJob) ->
                jobs.computeIfAbsent(ofJob, told -> new TreeSet<>()).add(job));
        return new Told(jobs, incidents);
    }

    /** @param factor of the incident of the fleet that the alert is part of; null for none */
    private static String words(AlertEvent event, @Nullable String factor) {
        String what = event.getKind() + " " + event.getStatus() + " " + event.getSeverity() + " " + event.getSubject();
        if (event.getStatus() == AlertStatus.RESOLVED) {
            return what + " " + event.getResolution() + " last seen at " + event.getLastStep();
        }
        if (event.getStatus() == AlertStatus.ATTACHED) {
            return what + " to " + factor + (event.getPages() ? " paging" : "");
        }
        boolean attached = event.getFollows() != null && !event.getPages();
        return what + " at " + event.getDetectedStep() + " since " + event.getFirstStep()
                + (attached ? " attached" : "");
    }
}
