package io.descentry.app.api;

import io.descentry.app.http.Request;
import io.descentry.avro.AlertEvent;
import java.util.Optional;
import java.util.Set;

/**
 * Which open alerts a list has; the worst come first, of equals the newest.
 *
 * @param severity at least
 */
record AlertQuery(
        Optional<String> kind,
        Optional<Level> severity,
        Optional<String> project,
        Optional<String> owner,
        Optional<String> job,
        Optional<String> incident,
        int limit,
        Optional<Row.Cursor> cursor) {
    private static final Set<String> PARAMETERS =
            Set.of("kind", "severity", "project", "owner", "job", "incident", "limit", "cursor");
    private static final int USUAL = 100;
    private static final int MOST = 500;
    /** Above any time in milliseconds of the next ten thousand years. */
    private static final long OF_SEVERITY = 1_000_000_000_000_000L;

    static AlertQuery of(Request request) throws Wrong {
        Parameters given = new Parameters(request, PARAMETERS);
        return new AlertQuery(
                given.text("kind"),
                given.oneOf("severity", Level.values()),
                given.text("project"),
                given.text("owner"),
                given.text("job"),
                given.text("incident"),
                given.limit(USUAL, MOST),
                given.cursor());
    }

    boolean matches(AlertEvent alert) {
        return kind.map(wanted -> wanted.equals(alert.getKind())).orElse(true)
                && severity.map(wanted -> levelOf(alert).compareTo(wanted) >= 0).orElse(true)
                && project.map(wanted -> wanted.equals(alert.getProject())).orElse(true)
                && owner.map(wanted -> wanted.equals(alert.getOwner())).orElse(true)
                && job.map(wanted -> wanted.equals(alert.getJobId())).orElse(true)
                && incident.map(wanted -> wanted.equals(alert.getIncident())).orElse(true);
    }

    Row row(AlertEvent alert) {
        long weight = levelOf(alert).ordinal() * OF_SEVERITY
                + Math.min(OF_SEVERITY - 1, Math.max(0, alert.getDetectedAt().toEpochMilli()));
        return new Row(weight, alert.getFingerprint(), AvroJson.of(alert));
    }

    private static Level levelOf(AlertEvent alert) {
        return Level.of(alert.getSeverity().name());
    }
}
