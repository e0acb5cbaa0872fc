package io.descentry.app.simulate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.descentry.avro.AlertEvent;
import io.descentry.corpus.cluster.ClusterScore;
import java.util.List;

/** The outcome of simulations for programs. */
final class SimulationJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SimulationJson() {}

    static String of(List<SimulationReport> reports) {
        ArrayNode all = JSON.createArrayNode();
        reports.forEach(report -> all.add(of(report)));
        return all.toPrettyString();
    }

    private static ObjectNode of(SimulationReport report) {
        var plan = report.cluster().plan();
        ObjectNode node = JSON.createObjectNode();
        node.put("seed", plan.seed());
        node.put("jobs", plan.jobs());
        node.put("hosts", plan.hosts());
        node.put("minutes", plan.length().toMinutes());
        node.put("records", report.outcome().records());
        node.put("seconds", report.outcome().took().toNanos() / 1e9);
        ArrayNode incidents = node.putArray("incidents");
        report.score().incidents().forEach(incident -> incidents.add(of(incident)));
        node.put("false_incidents", report.score().falseIncidents().size());
        ObjectNode kinds = node.putObject("kinds");
        report.score().kinds().forEach((name, kind) -> kinds.set(name, of(kind)));
        node.put("false_alarms_on_healthy_jobs", report.onHealthy().size());
        node.put("false_alarms", report.score().falseAlarms().size());
        put(node, "delay_ms", report.outcome().delays());
        put(node, "deadline_delay_ms", report.outcome().deadlineDelays());
        ArrayNode unmet = node.putArray("gate_not_met");
        report.unmet().forEach(unmet::add);
        return node;
    }

    private static void put(ObjectNode node, String name, List<Double> millis) {
        Delays.of(millis)
                .ifPresentOrElse(
                        delays -> node.putObject(name)
                                .put("alerts", delays.count())
                                .put("median", delays.median())
                                .put("p99", delays.p99())
                                .put("worst", delays.worst()),
                        () -> node.putNull(name));
    }

    private static ObjectNode of(ClusterScore.Incident incident) {
        ObjectNode node = JSON.createObjectNode();
        node.put("fault", incident.truth().fault().id());
        node.put("value", incident.truth().value());
        node.put("jobs", incident.truth().members().size());
        AlertEvent opened = incident.opened();
        node.put("told", opened != null);
        if (incident.delaySeconds().isPresent()) {
            node.put("seconds_after_second_member", incident.delaySeconds().getAsDouble());
        } else {
            node.putNull("seconds_after_second_member");
        }
        node.put("jobs_alarmed", incident.alarmed());
        node.put("jobs_attached", incident.attached());
        node.put("strangers", incident.strangers());
        return node;
    }

    private static ObjectNode of(ClusterScore.Kind kind) {
        ObjectNode node = JSON.createObjectNode();
        node.put("jobs", kind.jobs());
        node.put("found", kind.found());
        node.put("placed", kind.placed());
        node.put("placed_right", kind.placedRight());
        ArrayNode missed = node.putArray("missed");
        kind.missed().forEach(missed::add);
        return node;
    }
}
