package io.descentry.app.bridge;

import io.descentry.avro.AlertEvent;
import io.descentry.avro.Cause;
import io.descentry.avro.Evidence;
import io.descentry.avro.IncidentMember;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An alert as Alertmanager knows it.
 *
 * @param labels what it is; the same labels are the same alert
 * @param annotations what there is to say of it
 * @param link where to look; empty for nowhere
 */
record Posting(Map<String, String> labels, Map<String, String> annotations, String link) {
    /*
     * Labels hold what an alert is, never a number that moves. All alerts have all of them, since to Alertmanager two alerts that
     * lack a label agree in it, and an empty one is a lacking one. Severity and incident may change once or twice in a life; then
     * the alert with the old labels is over for Alertmanager, and one with the new labels begins.
     */

    static final String NONE = "none";
    /** The alert that opened an incident mutes those that are part of it. */
    static final String OPENER = "incident";

    private static final int MOST_CHARACTERS = 1_000;
    private static final int MOST_MEMBERS = 10;

    /** @param jobLabels labels of the job that are carried along */
    static Posting of(AlertEvent alert, List<String> jobLabels) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("alertname", alert.getAlertName());
        labels.put("severity", alert.getSeverity().name().toLowerCase(Locale.ROOT));
        labels.put("cluster", known(alert.getCluster()));
        labels.put("project", known(alert.getProject()));
        labels.put("owner", known(alert.getOwner()));
        labels.put("job_id", known(alert.getJobId()));
        labels.put("subject", known(alert.getSubject()));
        labels.put("fingerprint", alert.getFingerprint());
        String incident = alert.getIncident() == null ? alert.getFingerprint() : alert.getIncident();
        labels.put("incident", incident);
        labels.put("role", incident.equals(alert.getFingerprint()) ? OPENER : "member");
        labels.put("pages", Boolean.toString(alert.getPages()));
        for (String name : jobLabels) {
            labels.put("label_" + name, known(alert.getLabels().get(name)));
        }
        String dashboard = alert.getDashboardUrl();
        return new Posting(labels, annotations(alert), dashboard == null ? "" : dashboard);
    }

    private static Map<String, String> annotations(AlertEvent alert) {
        Map<String, String> texts = new LinkedHashMap<>();
        put(texts, "summary", alert.getSummary());
        put(texts, "description", alert.getDescription());
        put(texts, "where", where(alert));
        put(texts, "steps", alert.getJobId().isEmpty() ? null : alert.getFirstStep() + " to " + alert.getLastStep());
        put(texts, "since", alert.getStartedAt().toString());
        put(texts, "job_name", alert.getJobName());
        put(
                texts,
                "evidence",
                alert.getEvidence().stream().limit(3).map(Evidence::getText).collect(Collectors.joining("; ")));
        put(
                texts,
                "cause",
                alert.getCauses().stream().findFirst().map(Cause::getWhy).orElse(null));
        put(texts, "remedies", String.join("; ", alert.getRemedies()));
        put(texts, "chain", alert.getChain());
        put(texts, "jobs", members(alert.getMembers()));
        put(texts, "runbook_url", alert.getRunbookUrl());
        put(texts, "dashboard_url", alert.getDashboardUrl());
        return texts;
    }

    private static String where(AlertEvent alert) {
        return Stream.of(
                        alert.getLayer() == null ? null : "layer " + alert.getLayer(),
                        alert.getRank() == null ? null : "rank " + alert.getRank(),
                        alert.getHost() == null ? null : "host " + alert.getHost(),
                        alert.getDevice() == null ? null : "device " + alert.getDevice())
                .filter(part -> part != null)
                .collect(Collectors.joining(", "));
    }

    private static String members(List<IncidentMember> members) {
        String first = members.stream()
                .map(IncidentMember::getJobId)
                .distinct()
                .limit(MOST_MEMBERS)
                .collect(Collectors.joining(", "));
        return members.size() > MOST_MEMBERS ? first + ", ..." : first;
    }

    private static void put(Map<String, String> texts, String name, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            texts.put(name, text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...");
        }
    }

    private static String known(@Nullable String value) {
        return value == null || value.isBlank() ? NONE : value;
    }

    boolean opensIncident() {
        return OPENER.equals(labels.get("role"));
    }

    String severity() {
        return labels.getOrDefault("severity", NONE);
    }
}
