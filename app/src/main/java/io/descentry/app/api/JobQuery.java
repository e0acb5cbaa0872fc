package io.descentry.app.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.descentry.app.http.Request;
import io.descentry.avro.JobHealth;
import io.descentry.avro.JobStatus;
import io.descentry.avro.OpenAlert;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs a list has, and in which order.
 *
 * @param kind of an open alert
 * @param severity of the worst open alert, at least
 */
record JobQuery(
        Optional<JobStatus> status,
        Optional<String> project,
        Optional<String> owner,
        Optional<String> kind,
        Optional<Level> severity,
        Sort sort,
        int limit,
        Optional<Row.Cursor> cursor) {
    private static final Set<String> PARAMETERS =
            Set.of("status", "project", "owner", "kind", "severity", "sort", "limit", "cursor");
    private static final List<JobStatus> STATUSES = List.copyOf(EnumSet.complementOf(EnumSet.of(JobStatus.UNKNOWN)));
    private static final int USUAL = 100;
    private static final int MOST = 500;
    private static final List<String> LEFT_OUT = List.of("curves", "open_alerts", "evaluations");

    /** What comes first. */
    enum Sort {
        JOB_ID,
        UPDATED,
        SEVERITY
    }

    static JobQuery of(Request request) throws Wrong {
        Parameters given = new Parameters(request, PARAMETERS);
        return new JobQuery(
                given.oneOf("status", STATUSES),
                given.text("project"),
                given.text("owner"),
                given.text("kind"),
                given.oneOf("severity", Level.values()),
                given.oneOf("sort", Sort.values()).orElse(Sort.JOB_ID),
                given.limit(USUAL, MOST),
                given.cursor());
    }

    boolean matches(JobHealth job) {
        return status.map(wanted -> wanted == job.getStatus()).orElse(true)
                && project.map(wanted -> wanted.equals(job.getProject())).orElse(true)
                && owner.map(wanted -> wanted.equals(job.getOwner())).orElse(true)
                && kind.map(wanted -> job.getOpenAlerts().stream()
                                .map(OpenAlert::getKind)
                                .anyMatch(wanted::equals))
                        .orElse(true)
                && severity.map(wanted -> job.getOpenAlerts().stream()
                                .anyMatch(alert -> Level.of(alert.getSeverity()).compareTo(wanted) >= 0))
                        .orElse(true);
    }

    /** A job in short: without its curves, evaluations and single alerts. */
    Row row(JobHealth job) {
        ObjectNode json = AvroJson.of(job);
        json.remove(LEFT_OUT);
        return row(json);
    }

    /** The row that another instance has made. */
    Row row(ObjectNode json) {
        return new Row(weight(json), json.path("job_id").asText(), json);
    }

    private long weight(JsonNode json) {
        return switch (sort) {
            case JOB_ID -> 0;
            case UPDATED -> Instant.parse(json.path("updated_at").asText()).toEpochMilli();
            case SEVERITY ->
                json.path("alerts_critical").asInt() > 0
                        ? 3
                        : json.path("alerts_warning").asInt() > 0
                                ? 2
                                : json.path("alerts_info").asInt() > 0 ? 1 : 0;
        };
    }
}
